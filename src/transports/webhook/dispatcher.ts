/**
 * The webhook sender under test, as a careful Node service has it: undici with one pool of keep-alive connections per
 * subscriber, time limits, retries, a bounded number of deliveries under way. Each attempt is signed with its
 * subscriber's key.
 */
import type { Socket } from "node:net";
import { Pool } from "undici";
import { eventId } from "../../events/id.js";
import type { Guarantee } from "../../flow.js";
import type { Security } from "../../tls/security.js";
import { Attempts } from "../delivery/sending/attempts.js";
import { Retrier } from "../delivery/sending/retrier.js";
import type { Failure } from "../delivery/sending/retry-delay.js";
import { noteSettled } from "../delivery/settlements.js";
import { SocketTally } from "../socket-tally.js";
import type { Journal, Observer, Opening, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { type Connects, connectsBy } from "./connector.js";
import { Delivery, type DeliveryOwner, lostConnectionCodes, silentConnectionCodes } from "./delivery.js";
import type { KeyRing } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";

/**
 * Deliveries accepted and not settled, those that wait for another attempt included; beyond it the service refuses new
 * events instead of growing without bound.
 */
export const MAX_PENDING = 100_000;
/** Of their bodies together, each counted once however many recipients it has. */
export const MAX_PENDING_BYTES = 256 * 1024 * 1024;

/** Bytes of an answer's body that are read before the connection is given up: senders have no use for more. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface DispatcherOptions {
  config: WebhookConfig;
  guarantee: Guarantee;
  keys: KeyRing;
  observer: Observer;
  /** Told of every delivery that is settled. */
  journal?: Journal | undefined;
  /** Absent: connections are not encrypted. */
  tls?: Security | undefined;
}

interface Endpoint {
  pool: Pool;
  /** Made when it is first needed: a connection for each request. */
  freshPool?: Pool;
  path: string;
  newPool(reuseConnections: boolean): Pool;
}

export class Dispatcher implements DeliveryOwner {
  readonly #options: DispatcherOptions;
  readonly #attempts: Attempts<Delivery>;
  readonly #tally = new SocketTally();
  readonly #connects: Connects;
  readonly #endpoints = new Map<number, Endpoint>();
  readonly #pending = new Set<Delivery>();
  /** The bodies of the pending deliveries, and of how many. */
  readonly #bodies = new Map<Buffer, number>();
  #bodyBytes = 0;
  /** Deliveries that began before there were subscribers: a service that was restarted is told them again, a little later. */
  #early: Delivery[] | null;
  #closing = false;
  /** A connection that nobody was told of yet. */
  #opened: { client: number; opening: Opening } | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { config, guarantee, observer, tls } = options;
    const timeoutMs = Math.ceil(config.timeoutSeconds * 1000);
    this.#connects = connectsBy({ tally: this.#tally, timeoutMs, tls });
    const retries = guarantee === "at-least-once";
    const retrier = retries ? new Retrier(config.retries, config.connection === "keep-alive") : null;
    this.#attempts = new Attempts<Delivery>(observer, retrier, (_client, _index, delivery) => this.#settle(delivery));
    this.#early = retries ? [] : null;
  }

  get pending(): number {
    return this.#pending.size;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const { recipient, index } of this.#pending) yield [recipient, index];
  }

  get recipients(): Iterable<number> {
    return this.#endpoints.keys();
  }

  /** A client that is named again keeps its first endpoint. */
  subscribe(subscribers: readonly Subscriber[]): void {
    const { config } = this.#options;
    const timeoutMs = Math.ceil(config.timeoutSeconds * 1000);
    for (const { client, url } of subscribers) {
      if (this.#endpoints.has(client)) continue;
      const { origin, pathname, search } = new URL(url);
      const newPool = (reuseConnections: boolean): Pool =>
        new Pool(origin, {
          connect: this.#connects(client, (socket, opening) => this.#watch(socket, client, opening)),
          allowH2: false, // undici 8 would offer it
          connections: config.maxConnectionsPerPeer,
          // undici's way to say "no keep-alive": each request has a connection of its own.
          pipelining: reuseConnections ? 1 : 0,
          keepAliveTimeout: Math.ceil(config.senderIdleSeconds * 1000),
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          maxResponseSize: MAX_ANSWER_BYTES,
        });
      const pool = newPool(config.connection === "keep-alive");
      this.#endpoints.set(client, { pool, path: pathname + search, newPool });
    }
    const early = this.#early ?? [];
    this.#early = null;
    for (const delivery of early) this.#attempt(delivery);
  }

  /** Whether `count` more deliveries may begin. */
  hasRoomFor(count: number): boolean {
    return this.#pending.size + count <= MAX_PENDING && this.#bodyBytes <= MAX_PENDING_BYTES;
  }

  /** Begins a delivery. Whatever becomes of it is told to the observer, with the recipient as `client`. */
  deliver(recipient: number, index: number, body: Buffer): void {
    const delivery = new Delivery(this, recipient, index, body);
    this.#pending.add(delivery);
    const deliveries = this.#bodies.get(body) ?? 0;
    if (deliveries === 0) this.#bodyBytes += body.length;
    this.#bodies.set(body, deliveries + 1);
    if (this.#early !== null) this.#early.push(delivery);
    else this.#attempt(delivery);
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  /** For an attempt's whole answer, however it dribbles. */
  get answerMs(): number {
    return this.#options.config.timeoutSeconds * 1000;
  }

  /** Gives up what is under way, without a word to the observer. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#attempts.close();
    this.#pending.clear();
    this.#bodies.clear();
    const pools = [...this.#endpoints.values()].flatMap(({ pool, freshPool }) => [pool, freshPool]);
    await Promise.all(pools.map((pool) => pool?.destroy()));
    await this.#tally.destroyAll();
  }

  writing(delivery: Delivery): void {
    this.#tellOpened(delivery);
    this.#attempts.writing(delivery.recipient, delivery.index, delivery);
  }

  succeeded(delivery: Delivery): void {
    if (!this.#closing) this.#attempts.succeeded(delivery.recipient, delivery.index, delivery);
  }

  failed(delivery: Delivery, failure: Failure): void {
    if (this.#closing) return;
    const { recipient, index, isWritten } = delivery;
    this.#attempts.failed(recipient, index, delivery, failure, isWritten, (fresh) => this.#attempt(delivery, fresh));
  }

  #settle(delivery: Delivery): void {
    this.#pending.delete(delivery);
    const { body } = delivery;
    const left = this.#bodies.get(body)! - 1;
    if (left > 0) this.#bodies.set(body, left);
    else if (this.#bodies.delete(body)) this.#bodyBytes -= body.length;
    const { journal, observer } = this.#options;
    noteSettled(journal, observer, delivery.recipient, delivery.index);
  }

  /** `fresh`: on a connection that has not served before. */
  #attempt(delivery: Delivery, fresh = false): void {
    const endpoint = this.#endpoints.get(delivery.recipient);
    if (endpoint === undefined) {
      this.#settle(delivery);
      this.#options.observer.refused(delivery.recipient, delivery.index, "no endpoint");
      return;
    }
    delivery.reset(fresh);
    const headers = this.#headers(delivery);
    if (fresh) endpoint.freshPool ??= endpoint.newPool(false);
    const pool = fresh ? endpoint.freshPool! : endpoint.pool;
    pool.dispatch({ path: endpoint.path, method: "POST", headers, body: delivery.body }, delivery);
  }

  #headers({ recipient, index, body }: Delivery): string[] {
    const { config, keys } = this.#options;
    const id = eventId(index);
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = ["content-type", "application/json", "user-agent", "pushbench", "webhook-id", id];
    headers.push(...signatureSchemes[config.signature].headers(keys, recipient, id, timestamp, body));
    return headers;
  }

  #watch(socket: Socket, client: number, opening: Opening): void {
    this.#tellOpened();
    this.#opened = { client, opening };
    // undici destroys its sockets with the reason why: its own (idle for long, answered with `close`, no answer in time) or the peer's.
    socket.on("close", () => {
      this.#tellOpened();
      const { code } = (socket.errored ?? {}) as NodeJS.ErrnoException;
      const isLost = lostConnectionCodes.has(code) || silentConnectionCodes.has(code);
      if (isLost && !this.#closing) this.#options.observer.disconnected(client);
    });
  }

  /** undici opens a connection for a request, which it writes at once when it can. */
  #tellOpened(waiting?: Delivery): void {
    if (this.#opened === undefined) return;
    const { client, opening } = this.#opened;
    this.#opened = undefined;
    if (waiting?.recipient === client) opening.index = waiting.index;
    this.#options.observer.connected(client, opening);
  }
}
