/**
 * One client that sends webhooks: a small pool of keep-alive connections to the service, as real senders have (Svix,
 * Convoy, Outpost), or a connection per event. No pipelining; what finds every connection busy waits its turn.
 */
import type { Attempts } from "../delivery/sending/attempts.js";
import type { Failure } from "../delivery/sending/retry-delay.js";
import type { Dialler } from "../http1/client-line.js";
import type { Observer, Opening, Outstanding } from "../transport.js";
import { Connection, type ConnectionOwner, type End, NOTHING } from "./connection.js";
import type { JudgeAnswer } from "./taken.js";

/** What all senders of a process have in common. */
export interface SenderSettings {
  readonly dialler: Dialler;
  readonly reuseConnections: boolean;
  readonly maxConnections: number;
  readonly observer: Observer;
  /** By `keyOf`. */
  readonly attempts: Attempts<number>;
  readonly judge: JudgeAnswer;
  /** The bytes of the same event for another attempt: a new timestamp, a new signature. */
  encodeAgain(client: number, index: number, request: Buffer): Buffer;
  /** Kept up to date by whoever calls `expire`. */
  coarseNowMs: number;
}

/** More event numbers than there are. */
const EVENTS_PER_CLIENT = 2 ** 32;

/** One number for an event of a client: a text of the two would cost more than the rest. */
const keyOf = (client: number, index: number): number => client * EVENTS_PER_CLIENT + index;

export const outstandingOf = (key: number): Outstanding => [
  Math.floor(key / EVENTS_PER_CLIENT),
  key % EVENTS_PER_CLIENT,
];

/** Events that wait for a connection are bounded by what they take; further ones are refused. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

interface Waiting {
  index: number;
  bytes: Buffer;
  /** Not on a connection that was kept. */
  fresh: boolean;
}

export class Sender implements ConnectionOwner {
  readonly client: number;
  readonly #settings: SenderSettings;
  readonly #connections = new Set<Connection>();
  /** The one used last is used next, so that connections beyond the need grow old and expire. */
  readonly #idle: Connection[] = [];
  /** First in, first out: read from #nextWaiting, cut when half of it is used up. */
  #waiting: Waiting[] = [];
  #nextWaiting = 0;
  #waitingBytes = 0;
  #unanswered = 0;
  #closing = false;
  #opening: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(client: number, settings: SenderSettings) {
    this.client = client;
    this.#settings = settings;
  }

  get dialler(): Dialler {
    return this.#settings.dialler;
  }

  get judge(): JudgeAnswer {
    return this.#settings.judge;
  }

  get coarseNowMs(): number {
    return this.#settings.coarseNowMs;
  }

  /** Events handed in that are neither acked nor refused. */
  get pending(): number {
    return this.#unanswered;
  }

  /** Opens a first connection. Rejects with the error of connecting. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.#connect();
    });
  }

  send(index: number, bytes: Buffer): void {
    if (this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#settings.observer.refused(this.client, index, "client queue full");
      return;
    }
    this.#unanswered++;
    this.#start({ index, bytes, fresh: false });
  }

  expire(busySinceMs: number, idleSinceMs: number): void {
    for (const connection of this.#connections) connection.expire(busySinceMs, idleSinceMs);
  }

  /** Events on a connection or in the queue for one. */
  *underWay(): Iterable<number> {
    for (const { index } of this.#connections) if (index !== NOTHING) yield index;
    for (let at = this.#nextWaiting; at < this.#waiting.length; at++) yield this.#waiting[at]!.index;
  }

  /** Resets every connection. */
  dropConnections(): void {
    for (const connection of [...this.#connections]) connection.reset();
  }

  /** Ends every connection and forgets what is unanswered; reports nothing any more. */
  close(): void {
    this.#closing = true;
    this.#unanswered = 0;
    this.#waiting = [];
    this.#nextWaiting = 0;
    this.#waitingBytes = 0;
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

  writing(index: number): void {
    this.#settings.attempts.writing(this.client, index, keyOf(this.client, index));
  }

  /** An event is acked or refused. */
  settled(): void {
    this.#unanswered--;
  }

  answered(connection: Connection, index: number, failure: Failure | null, reusable: boolean): void {
    const request = connection.lastRequest;
    if (failure !== null) this.#settings.attempts.heard(failure);
    // Taken out before anyone is told: an observer may send the next event at once.
    if (reusable && this.#settings.reuseConnections) this.#next(connection);
    else connection.drop("answered");
    if (failure !== null) this.#failed(index, request, failure, true);
    else this.#settings.attempts.succeeded(this.client, index, keyOf(this.client, index));
  }

  gone(connection: Connection, index: number, failure: Failure, { lost, cause }: End): void {
    this.#connections.delete(connection);
    const idle = this.#idle.indexOf(connection);
    if (idle !== -1) this.#idle.splice(idle, 1);
    this.#opening?.reject(cause ?? new Error(failure.reason));
    this.#opening = undefined;
    if (this.#closing) return;
    if (lost) this.#settings.observer.disconnected(this.client);
    if (index !== NOTHING) this.#failed(index, connection.lastRequest, failure, connection.wasOpen);
    else if (failure.reason === "bytes without a request") this.#settings.observer.problem(failure.reason);
    const waiting = this.#takeWaiting();
    if (waiting) this.#connect().request(waiting.index, waiting.bytes);
  }

  #start(event: Waiting): void {
    if (this.#settings.attempts.isPaused) {
      this.#hold(event);
      return;
    }
    const idle = this.#idle.pop();
    if (idle) this.#use(idle, event);
    else if (this.#connections.size < this.#settings.maxConnections) this.#connect().request(event.index, event.bytes);
    else {
      this.#waiting.push(event);
      this.#waitingBytes += event.bytes.length;
    }
  }

  #hold({ index, bytes, fresh }: Waiting): void {
    const { attempts, encodeAgain } = this.#settings;
    const client = this.client;
    attempts.hold(client, index, keyOf(client, index), () =>
      this.#start({ index, bytes: encodeAgain(client, index, bytes), fresh }),
    );
  }

  /** Gives an event to a free connection, or to a new one in its place. */
  #use(connection: Connection, event: Waiting): void {
    if (!event.fresh) connection.request(event.index, event.bytes);
    else {
      this.#waiting.splice(this.#nextWaiting, 0, event);
      this.#waitingBytes += event.bytes.length;
      connection.drop("a new connection is asked for"); // what waits first gets one in its place
    }
  }

  #failed(index: number, request: Buffer, failure: Failure, wasSent: boolean): void {
    const { attempts, encodeAgain } = this.#settings;
    const client = this.client;
    attempts.failed(client, index, keyOf(client, index), failure, wasSent, (fresh) =>
      this.#start({ index, bytes: encodeAgain(client, index, request), fresh }),
    );
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
    let waiting = this.#shiftWaiting();
    for (; waiting !== undefined && this.#settings.attempts.isPaused; waiting = this.#shiftWaiting())
      this.#hold(waiting);
    return waiting;
  }

  #shiftWaiting(): Waiting | undefined {
    const waiting = this.#waiting[this.#nextWaiting];
    if (waiting === undefined) return undefined;
    this.#nextWaiting++;
    this.#waitingBytes -= waiting.bytes.length;
    if (this.#nextWaiting * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#nextWaiting);
      this.#nextWaiting = 0;
    }
    return waiting;
  }
}
