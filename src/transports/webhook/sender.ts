/**
 * One client that sends webhooks: a small pool of keep-alive connections to the service, as real senders have (Svix,
 * Convoy, Outpost), or a connection per event. No pipelining; what finds every connection busy waits its turn.
 */

import type { SocketTally } from "../socket-tally.js";
import type { Observer } from "../transport.js";
import { Connection, type ConnectionOwner, NOTHING } from "./connection.js";

/** What all senders of a process have in common. */
export interface SenderSettings {
  readonly host: string;
  readonly port: number;
  readonly reuseConnections: boolean;
  readonly maxConnections: number;
  readonly observer: Observer;
  readonly tally: SocketTally;
  /** Kept up to date by whoever calls `expire`. */
  coarseNowMs: number;
}

interface Waiting {
  index: number;
  bytes: Buffer;
}

export class Sender implements ConnectionOwner {
  readonly #client: number;
  readonly #settings: SenderSettings;
  readonly #connections = new Set<Connection>();
  /** The one used last is used next, so that connections beyond the need grow old and expire. */
  readonly #idle: Connection[] = [];
  /** First in, first out: read from #nextWaiting, cut when half of it is used up. */
  #waiting: Waiting[] = [];
  #nextWaiting = 0;
  #unanswered = 0;
  #closing = false;
  #opening: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(client: number, settings: SenderSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  get host(): string {
    return this.#settings.host;
  }

  get port(): number {
    return this.#settings.port;
  }

  get tally(): SocketTally {
    return this.#settings.tally;
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
    this.#unanswered++;
    const idle = this.#idle.pop();
    if (idle) idle.request(index, bytes);
    else if (this.#connections.size < this.#settings.maxConnections) this.#connect().request(index, bytes);
    else this.#waiting.push({ index, bytes });
  }

  expire(busySinceMs: number, idleSinceMs: number): void {
    for (const connection of this.#connections) connection.expire(busySinceMs, idleSinceMs);
  }

  /** Ends every connection and forgets what is unanswered; reports nothing any more. */
  close(): void {
    this.#closing = true;
    this.#unanswered = 0;
    this.#waiting = [];
    for (const connection of this.#connections) connection.drop("closed");
  }

  ready(connection: Connection): void {
    this.#opening?.resolve();
    this.#opening = undefined;
    this.#next(connection);
  }

  writing(index: number): void {
    this.#settings.observer.sent(this.#client, index);
  }

  answered(connection: Connection, index: number, refusal: string | null, reusable: boolean): void {
    this.#unanswered--;
    // Taken out before anyone is told: an observer may send the next event at once.
    if (reusable && this.#settings.reuseConnections) this.#next(connection);
    else connection.drop("answered");
    if (refusal === null) this.#settings.observer.acked(this.#client, index);
    else this.#settings.observer.refused(this.#client, index, refusal);
  }

  gone(connection: Connection, index: number, reason: string, cause?: Error): void {
    this.#connections.delete(connection);
    const idle = this.#idle.indexOf(connection);
    if (idle !== -1) this.#idle.splice(idle, 1);
    this.#opening?.reject(cause ?? new Error(reason));
    this.#opening = undefined;
    if (this.#closing) return;
    if (index !== NOTHING) {
      this.#unanswered--;
      this.#settings.observer.refused(this.#client, index, reason);
    } else if (reason === "bytes without a request") this.#settings.observer.problem(reason);
    const waiting = this.#takeWaiting();
    if (waiting) this.#connect().request(waiting.index, waiting.bytes);
  }

  #connect(): Connection {
    const connection = new Connection(this);
    this.#connections.add(connection);
    return connection;
  }

  /** Gives a free connection the event that waits longest, or lets it rest. */
  #next(connection: Connection): void {
    const waiting = this.#takeWaiting();
    if (waiting) connection.request(waiting.index, waiting.bytes);
    else this.#idle.push(connection);
  }

  #takeWaiting(): Waiting | undefined {
    const waiting = this.#waiting[this.#nextWaiting];
    if (waiting === undefined) return undefined;
    this.#nextWaiting++;
    if (this.#nextWaiting * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#nextWaiting);
      this.#nextWaiting = 0;
    }
    return waiting;
  }
}
