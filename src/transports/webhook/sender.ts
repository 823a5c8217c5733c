/**
 * One client that sends webhooks: a small pool of keep-alive connections to the service, as real senders have (Svix,
 * Convoy, Outpost), or a connection per event. No pipelining; what finds every connection busy waits its turn.
 */
import { EventSender, type EventSenderSettings } from "../delivery/sending/event-sender.js";
import type { Failure } from "../delivery/sending/retry-delay.js";
import { WaitingEvents } from "../delivery/sending/waiting-events.js";
import type { Dialler } from "../http1/client-line.js";
import type { Opening } from "../transport.js";
import { Connection, type ConnectionOwner, type End, NOTHING } from "./connection.js";
import type { JudgeAnswer } from "./taken.js";

/** What all senders of a process have in common. */
export interface SenderSettings extends EventSenderSettings<Buffer> {
  readonly dialler: Dialler;
  readonly reuseConnections: boolean;
  readonly maxConnections: number;
  readonly judge: JudgeAnswer;
  /** Kept up to date by whoever calls `expire`. */
  readonly clock: { readonly nowMs: number };
}

interface Waiting {
  index: number;
  bytes: Buffer;
  /** Not on a connection that was kept. */
  fresh: boolean;
}

const bytesOf = ({ bytes }: Waiting): number => bytes.length;

export class Sender extends EventSender<Buffer> implements ConnectionOwner {
  readonly #settings: SenderSettings;
  readonly #connections = new Set<Connection>();
  /** The one used last is used next, so that connections beyond the need grow old and expire. */
  readonly #idle: Connection[] = [];
  readonly #waiting = new WaitingEvents(bytesOf);
  #closing = false;
  #opening: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(client: number, settings: SenderSettings) {
    super(client, settings);
    this.#settings = settings;
  }

  get dialler(): Dialler {
    return this.#settings.dialler;
  }

  get judge(): JudgeAnswer {
    return this.#settings.judge;
  }

  get coarseNowMs(): number {
    return this.#settings.clock.nowMs;
  }

  protected get isFull(): boolean {
    return this.#waiting.isFull;
  }

  /** Opens a first connection. Rejects with the error of connecting. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.#connect();
    });
  }

  expire(busySinceMs: number, idleSinceMs: number): void {
    for (const connection of this.#connections) connection.expire(busySinceMs, idleSinceMs);
  }

  /** Events on a connection or in the queue for one. */
  *underWay(): Iterable<number> {
    for (const { index } of this.#connections) if (index !== NOTHING) yield index;
    for (const { index } of this.#waiting) yield index;
  }

  /** Resets every connection. */
  dropConnections(): void {
    for (const connection of [...this.#connections]) connection.reset();
  }

  /** Ends every connection and forgets what is unanswered; reports nothing any more. */
  override close(): void {
    super.close();
    this.#closing = true;
    this.#waiting.clear();
    for (const connection of this.#connections) connection.drop("closed");
  }

  opened(opening: Opening): void {
    this.#settings.observer.connected(this.client, opening);
  }

  overflowed(): void {
    this.#settings.observer.problem("bytes behind the answer");
  }

  ready(connection: Connection): void {
    this.#opening?.resolve();
    this.#opening = undefined;
    this.#next(connection);
  }

  answered(connection: Connection, index: number, failure: Failure | null, reusable: boolean): void {
    const request = connection.lastRequest;
    if (failure !== null) this.heard(failure);
    // Taken out before anyone is told: an observer may send the next event at once.
    if (reusable && this.#settings.reuseConnections) this.#next(connection);
    else connection.drop("answered");
    if (failure !== null) this.failedAttempt(index, request, failure, true);
    else this.succeeded(index);
  }

  gone(connection: Connection, index: number, failure: Failure, { lost, cause }: End): void {
    this.#connections.delete(connection);
    const idle = this.#idle.indexOf(connection);
    if (idle !== -1) this.#idle.splice(idle, 1);
    this.#opening?.reject(cause ?? new Error(failure.reason));
    this.#opening = undefined;
    if (this.#closing) return;
    if (lost) this.#settings.observer.disconnected(this.client);
    if (index !== NOTHING) this.failedAttempt(index, connection.lastRequest, failure, connection.wasOpen);
    else if (failure.reason === "bytes without a request") this.#settings.observer.problem(failure.reason);
    const waiting = this.#takeWaiting();
    if (waiting) this.#connect().request(waiting.index, waiting.bytes);
  }

  protected place(index: number, bytes: Buffer, fresh: boolean): void {
    const idle = this.#idle.pop();
    if (idle) this.#use(idle, { index, bytes, fresh });
    else if (this.#connections.size < this.#settings.maxConnections) this.#connect().request(index, bytes);
    else this.#waiting.push({ index, bytes, fresh });
  }

  /** Gives an event to a free connection, or to a new one in its place. */
  #use(connection: Connection, event: Waiting): void {
    if (!event.fresh) connection.request(event.index, event.bytes);
    else {
      this.#waiting.pushFirst(event);
      connection.drop("a new connection is asked for"); // what waits first gets one in its place
    }
  }

  #connect(): Connection {
    const connection = new Connection(this);
    this.#connections.add(connection);
    return connection;
  }

  /** Gives a free connection the event that waits longest, or lets it rest. */
  #next(connection: Connection): void {
    const waiting = this.#takeWaiting();
    if (waiting) this.#use(connection, waiting);
    else this.#idle.push(connection);
  }

  #takeWaiting(): Waiting | undefined {
    let waiting = this.#waiting.shift();
    while (waiting !== undefined && this.putOff(waiting.index, waiting.bytes, waiting.fresh))
      waiting = this.#waiting.shift();
    return waiting;
  }
}
