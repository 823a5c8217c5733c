/**
 * The webhook sender under test, as a careful Node service has it: undici with one pool of keep-alive connections per
 * subscriber, time limits, a bounded number of deliveries under way. Each delivery is signed with its subscriber's key.
 */
import { buildConnector, Pool, type Dispatcher as Undici } from "undici";
import { eventId } from "../../events/id.js";
import { SocketTally } from "../socket-tally.js";
import type { Observer, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { type KeyRing, sign } from "./signature.js";

/** Deliveries accepted and not settled; beyond it the service refuses new events instead of growing without bound. */
export const MAX_PENDING = 100_000;

/** Bytes of an answer's body that are read before the connection is given up: senders have no use for more. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** undici's codes, in the words that the driver uses too. Other errors go by their code (ECONNREFUSED, …). */
const reasons: Record<string, string> = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_SOCKET: "connection closed",
};

interface Endpoint {
  pool: Pool;
  path: string;
}

export class Dispatcher {
  readonly #config: WebhookConfig;
  readonly #keys: KeyRing;
  readonly #observer: Observer;
  readonly #tally = new SocketTally();
  readonly #endpoints = new Map<number, Endpoint>();
  #pending = 0;
  #closing = false;

  constructor(config: WebhookConfig, keys: KeyRing, observer: Observer) {
    this.#config = config;
    this.#keys = keys;
    this.#observer = observer;
  }

  get pending(): number {
    return this.#pending;
  }

  get recipients(): Iterable<number> {
    return this.#endpoints.keys();
  }

  /** To be called before the first event. A client that is named again keeps its first endpoint. */
  subscribe(subscribers: readonly Subscriber[]): void {
    const timeoutMs = Math.ceil(this.#config.timeoutSeconds * 1000);
    const connect = this.#connector(timeoutMs);
    for (const { client, url } of subscribers) {
      if (this.#endpoints.has(client)) continue;
      const { origin, pathname, search } = new URL(url);
      const pool = new Pool(origin, {
        connect,
        connections: this.#config.maxConnectionsPerPeer,
        // undici's way to say "no keep-alive": each request has a connection of its own.
        pipelining: this.#config.connection === "new" ? 0 : 1,
        keepAliveTimeout: Math.ceil(this.#config.senderIdleSeconds * 1000),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        maxResponseSize: MAX_ANSWER_BYTES,
      });
      this.#endpoints.set(client, { pool, path: pathname + search });
    }
  }

  /** Whether `count` more deliveries may begin. */
  hasRoomFor(count: number): boolean {
    return this.#pending + count <= MAX_PENDING;
  }

  /** Begins a delivery. Whatever becomes of it is told to the observer, with the recipient as `client`. */
  deliver(recipient: number, index: number, body: Buffer): void {
    const endpoint = this.#endpoints.get(recipient);
    if (endpoint === undefined) {
      this.#observer.refused(recipient, index, "no endpoint");
      return;
    }
    this.#pending++;
    const headers = this.#headers(recipient, index, body);
    endpoint.pool.dispatch(
      { path: endpoint.path, method: "POST", headers, body },
      new Delivery(recipient, index, this.#observer, () => {
        this.#pending--;
        return !this.#closing;
      }),
    );
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  /** Gives up what is under way, without a word to the observer. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#endpoints.values()].map(({ pool }) => pool.destroy()));
    await this.#tally.destroyAll();
  }

  #headers(recipient: number, index: number, body: Buffer): string[] {
    const id = eventId(index);
    const headers = ["content-type", "application/json", "user-agent", "pushbench", "webhook-id", id];
    if (this.#config.signature === "standard-webhooks") {
      const timestamp = Math.floor(Date.now() / 1000);
      const signature = sign(this.#keys.of(recipient), id, timestamp, body);
      headers.push("webhook-timestamp", String(timestamp), "webhook-signature", signature);
    }
    return headers;
  }

  /** undici's own connector, with an eye on its sockets. */
  #connector(timeoutMs: number): buildConnector.connector {
    const connect = buildConnector({ timeout: timeoutMs });
    return (options, callback) =>
      connect(options, (...result) => {
        if (result[1]) this.#tally.track(result[1]);
        callback(...result);
      });
  }
}

/** One attempt to deliver one event to one subscriber. */
class Delivery implements Undici.DispatchHandler {
  readonly #recipient: number;
  readonly #index: number;
  readonly #observer: Observer;
  /** Called once; false when nobody is to be told any more. */
  readonly #settle: () => boolean;
  #sent = false;
  #status = 0;
  #statusText = "";

  constructor(recipient: number, index: number, observer: Observer, settle: () => boolean) {
    this.#recipient = recipient;
    this.#index = index;
    this.#observer = observer;
    this.#settle = settle;
  }

  /** undici has a connection and is about to write; requests that wait in the pool are not here yet. */
  onRequestStart(): void {
    if (this.#sent) return; // it may start again on another connection when the first turned out to be closed
    this.#sent = true;
    this.#observer.sent(this.#recipient, this.#index);
  }

  onResponseStart(_controller: Undici.DispatchController, status: number, _headers: unknown, statusText = ""): void {
    this.#status = status;
    this.#statusText = statusText;
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    if (this.#status >= 200 && this.#status < 300) this.#observer.acked(this.#recipient, this.#index);
    else this.#observer.refused(this.#recipient, this.#index, `${this.#status} ${this.#statusText}`.trimEnd());
  }

  onResponseError(_controller: Undici.DispatchController, error: NodeJS.ErrnoException): void {
    if (!this.#settle()) return;
    const code = error.code ?? error.name;
    this.#observer.refused(this.#recipient, this.#index, reasons[code] ?? code);
  }
}
