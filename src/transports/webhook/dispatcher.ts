/**
 * The webhook sender under test, as a careful Node service has it: undici with one pool of keep-alive connections per
 * subscriber, or HTTP/2, time limits, retries, a bounded number of deliveries under way. Each attempt is signed with its
 * subscriber's key.
 */
import { eventId } from "../../events/id.js";
import { type Guarantee, SERVICE } from "../../flow.js";
import { concurrently } from "../concurrently.js";
import { Attempts } from "../delivery/sending/attempts.js";
import { Retrier } from "../delivery/sending/retrier.js";
import type { Failure, Retry } from "../delivery/sending/retry-delay.js";
import { noteSettled } from "../delivery/settlements.js";
import type { Journal, Observer, Opening, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import type { KeyRing } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";
import { SlowEndpoints } from "./slow-endpoints.js";

/**
 * Deliveries accepted and not settled, those that wait for another attempt included; beyond it the service refuses new
 * events instead of growing without bound.
 */
export const MAX_PENDING = 100_000;
/** Of their bodies together, each counted once however many recipients it has. */
export const MAX_PENDING_BYTES = 256 * 1024 * 1024;

const CONFIRM_AT_ONCE = 16;

/** Bytes of an answer's body that are read before the connection is given up: senders have no use for more. */
export const MAX_ANSWER_BYTES = 64 * 1024;

export interface DispatcherOptions {
  config: WebhookConfig;
  guarantee: Guarantee;
  keys: KeyRing;
  observer: Observer;
  /** Told of every delivery that is settled. */
  journal?: Journal | undefined;
  /** By which version of HTTP. */
  postingBy(owner: DeliveriesOwner): Posting;
}

/** One event on its way to one subscriber, over as many attempts as it takes. */
export interface Delivery {
  readonly recipient: number;
  readonly index: number;
  readonly body: Buffer;
  /** This attempt's bytes were handed to a socket. */
  readonly isWritten: boolean;
}

/** What becomes of deliveries, and of the connections that they have. */
export interface DeliveriesOwner {
  /** An attempt is about to be written. */
  writing(delivery: Delivery): void;
  /** Answered with a 2xx. */
  succeeded(delivery: Delivery): void;
  failed(delivery: Delivery, failure: Failure): void;
  connected(client: number, opening: Opening): void;
  disconnected(client: number): void;
  problem(reason: string): void;
}

/** How deliveries are posted, by one version of HTTP. */
export interface Posting<D extends Delivery = Delivery> {
  newDelivery(recipient: number, index: number, body: Buffer): D;
  /** Where a client is to be reached. */
  newRoute(client: number, url: URL): Route<D>;
  counters(): SocketCounters;
  close(): Promise<void>;
}

export interface Route<D extends Delivery> {
  /** `headers`: names and values of this attempt. `fresh`: on a connection that has not served before. */
  post(delivery: D, headers: string[], fresh: boolean): void;
  /** Asks with HEAD; the status of the answer. Absent over HTTP/2. */
  head?(): Promise<number>;
}

export class Dispatcher implements DeliveriesOwner {
  readonly #options: DispatcherOptions;
  readonly #attempts: Attempts<Delivery>;
  readonly #posting: Posting;
  readonly #routes = new Map<number, Route<Delivery>>();
  readonly #pending = new Set<Delivery>();
  /** The bodies of the pending deliveries, and of how many. */
  readonly #bodies = new Map<Buffer, number>();
  #bodyBytes = 0;
  /** Deliveries that began before there were subscribers: a service that was restarted is told them again, a little later. */
  #early: Delivery[] | null;
  /** Undefined: however slow an endpoint is, all events wait their turn. */
  readonly #slow: SlowEndpoints | undefined;
  #closing = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { config, guarantee, observer } = options;
    this.#posting = options.postingBy(this);
    const retries = guarantee === "at-least-once";
    const retrier = retries ? new Retrier(config.retries, config.connection === "keep-alive") : null;
    this.#attempts = new Attempts<Delivery>(observer, retrier, (_client, _index, delivery) => this.#settle(delivery));
    this.#early = retries ? [] : null;
    if (config.slowConsumer === undefined) return;
    this.#slow = new SlowEndpoints(config.slowConsumer, {
      hand: (recipient, index, body) => this.#hand(recipient, index, body),
      leaveOut: (recipient, index, reason) => {
        noteSettled(options.journal, observer, recipient, index);
        observer.refused(recipient, index, reason);
      },
    });
  }

  get pending(): number {
    return this.#pending.size + (this.#slow?.waiting ?? 0);
  }

  *outstanding(): Iterable<Outstanding> {
    for (const { recipient, index } of this.#pending) yield [recipient, index];
    if (this.#slow !== undefined) yield* this.#slow.outstanding();
  }

  get recipients(): Iterable<number> {
    return this.#routes.keys();
  }

  /** Rejects where a client's URL does not answer HEAD with 200. */
  async confirm(subscribers: readonly Subscriber[]): Promise<void> {
    await concurrently(CONFIRM_AT_ONCE, subscribers, async (subscriber) => {
      const status = await this.#routeTo(subscriber).head?.();
      const { client, url } = subscriber;
      if (status !== 200)
        throw new Error(`client ${client} is not registered: HEAD ${url} was answered with ${status}`);
    });
  }

  /** A client that is named again keeps its first endpoint. */
  subscribe(subscribers: readonly Subscriber[]): void {
    for (const subscriber of subscribers) this.#routeTo(subscriber);
    const early = this.#early ?? [];
    this.#early = null;
    for (const delivery of early) this.#attempt(delivery);
  }

  /** Whether `count` more deliveries may begin. */
  hasRoomFor(count: number): boolean {
    return this.#pending.size + count <= MAX_PENDING && this.#bodyBytes <= MAX_PENDING_BYTES;
  }

  /** Begins a delivery. Whatever becomes of it is told to the observer, with the recipient as `client`. */
  deliver(recipient: number, index: number, body: Buffer, sender = SERVICE): void {
    if (this.#slow?.takes(recipient, sender, index, body) !== true) this.#hand(recipient, index, body);
  }

  #hand(recipient: number, index: number, body: Buffer): void {
    this.#slow?.handedOver(recipient, body.length);
    const delivery = this.#posting.newDelivery(recipient, index, body);
    this.#pending.add(delivery);
    const deliveries = this.#bodies.get(body) ?? 0;
    if (deliveries === 0) this.#bodyBytes += body.length;
    this.#bodies.set(body, deliveries + 1);
    if (this.#early !== null) this.#early.push(delivery);
    else this.#attempt(delivery);
  }

  counters(): SocketCounters {
    return this.#posting.counters();
  }

  /** Gives up what is under way, without a word to the observer. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#slow?.stop();
    this.#attempts.close();
    this.#pending.clear();
    this.#bodies.clear();
    await this.#posting.close();
  }

  writing(delivery: Delivery): void {
    this.#attempts.writing(delivery.recipient, delivery.index, delivery);
  }

  succeeded(delivery: Delivery): void {
    if (!this.#closing) this.#attempts.succeeded(delivery.recipient, delivery.index, delivery);
  }

  failed(delivery: Delivery, failure: Failure): void {
    if (this.#closing) return;
    const { recipient, index, isWritten } = delivery;
    this.#attempts.failed(recipient, index, delivery, failure, isWritten, (fresh, retry) =>
      this.#attempt(delivery, fresh, retry),
    );
  }

  connected(client: number, opening: Opening): void {
    this.#options.observer.connected(client, opening);
  }

  disconnected(client: number): void {
    if (!this.#closing) this.#options.observer.disconnected(client);
  }

  problem(reason: string): void {
    this.#options.observer.problem(reason);
  }

  #settle(delivery: Delivery): void {
    this.#pending.delete(delivery);
    const { body } = delivery;
    this.#slow?.settled(delivery.recipient, body.length);
    const left = this.#bodies.get(body)! - 1;
    if (left > 0) this.#bodies.set(body, left);
    else if (this.#bodies.delete(body)) this.#bodyBytes -= body.length;
    const { journal, observer } = this.#options;
    noteSettled(journal, observer, delivery.recipient, delivery.index);
  }

  #routeTo({ client, url }: Subscriber): Route<Delivery> {
    let route = this.#routes.get(client);
    if (route === undefined) {
      route = this.#posting.newRoute(client, new URL(url));
      this.#routes.set(client, route);
    }
    return route;
  }

  /** `fresh`: on a connection that has not served before. `retry`: it is not the first attempt. */
  #attempt(delivery: Delivery, fresh = false, retry?: Retry): void {
    const route = this.#routes.get(delivery.recipient);
    if (route === undefined) {
      this.#settle(delivery);
      this.#options.observer.refused(delivery.recipient, delivery.index, "no endpoint");
      return;
    }
    route.post(delivery, this.#headers(delivery, retry), fresh);
  }

  #headers({ recipient, index, body }: Delivery, retry: Retry | undefined): string[] {
    const { config, keys } = this.#options;
    const scheme = signatureSchemes[config.signature];
    const id = eventId(index);
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = ["content-type", "application/json", "user-agent", "pushbench", "webhook-id", id];
    headers.push(...scheme.headers(keys, recipient, id, timestamp, body));
    if (retry !== undefined) headers.push(...(scheme.retryHeaders?.(retry) ?? []));
    return headers;
  }
}
