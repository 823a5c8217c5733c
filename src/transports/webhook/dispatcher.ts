/**
 * The webhook sender under test, as a careful Node service has it: undici with one pool of keep-alive connections per
 * subscriber, or HTTP/2, time limits, retries, a bounded number of deliveries under way. Each attempt is signed with its
 * subscriber's key.
 */
import { eventId } from "../../events/id.js";
import type { Guarantee } from "../../flow.js";
import { Attempts } from "../delivery/sending/attempts.js";
import { Retrier } from "../delivery/sending/retrier.js";
import type { Failure } from "../delivery/sending/retry-delay.js";
import { noteSettled } from "../delivery/settlements.js";
import type { Journal, Observer, Opening, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
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
  #closing = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { config, guarantee, observer } = options;
    this.#posting = options.postingBy(this);
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
    return this.#routes.keys();
  }

  /** A client that is named again keeps its first endpoint. */
  subscribe(subscribers: readonly Subscriber[]): void {
    for (const { client, url } of subscribers) {
      if (!this.#routes.has(client)) this.#routes.set(client, this.#posting.newRoute(client, new URL(url)));
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
    this.#attempts.failed(recipient, index, delivery, failure, isWritten, (fresh) => this.#attempt(delivery, fresh));
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
    const left = this.#bodies.get(body)! - 1;
    if (left > 0) this.#bodies.set(body, left);
    else if (this.#bodies.delete(body)) this.#bodyBytes -= body.length;
    const { journal, observer } = this.#options;
    noteSettled(journal, observer, delivery.recipient, delivery.index);
  }

  /** `fresh`: on a connection that has not served before. */
  #attempt(delivery: Delivery, fresh = false): void {
    const route = this.#routes.get(delivery.recipient);
    if (route === undefined) {
      this.#settle(delivery);
      this.#options.observer.refused(delivery.recipient, delivery.index, "no endpoint");
      return;
    }
    route.post(delivery, this.#headers(delivery), fresh);
  }

  #headers({ recipient, index, body }: Delivery): string[] {
    const { config, keys } = this.#options;
    const id = eventId(index);
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = ["content-type", "application/json", "user-agent", "pushbench", "webhook-id", id];
    headers.push(...signatureSchemes[config.signature].headers(keys, recipient, id, timestamp, body));
    return headers;
  }
}
