/** The clients' side of the webhook transport: senders that POST to the service, endpoints that it POSTs to. */
import { concurrently } from "../concurrently.js";
import { Attempts } from "../delivery/sending/attempts.js";
import { CoarseClock } from "../delivery/sending/coarse-clock.js";
import { type EventSender, outstandingOf } from "../delivery/sending/event-sender.js";
import { Restraint } from "../delivery/sending/restraint.js";
import { Retrier } from "../delivery/sending/retrier.js";
import { authorityOf } from "../endpoint.js";
import { addCounters, SocketTally } from "../socket-tally.js";
import type { Driver, DriverOptions, Misbehaviour, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import { AdaptedEncoder, isAdapted } from "./adapted-encoder.js";
import type { ClientParts, Clients } from "./clients.js";
import type { WebhookConfig } from "./config.js";
import type { ReceivesEvents } from "./endpoints.js";
import { http1Clients } from "./http1/clients.js";
import type { ClientPost } from "./http2/requests.js";
import { http2Settings } from "./http2/settings.js";
import { keysOf } from "./own-keys.js";
import { RequestEncoder } from "./request-encoder.js";

const OPEN_AT_ONCE = 64;

/** What a driver sends of an event: the bytes of a request, or what HTTP/2 needs of it. */
export type WebhookMessage = Buffer | ClientPost;

export async function createDriver(options: DriverOptions<WebhookConfig>): Promise<Driver<WebhookMessage>> {
  const http2 = http2Settings(options.config.http2);
  if (http2 === undefined) return createHttp1Driver(options);
  const { http2Clients } = await import("./http2/clients.js");
  return new WebhookDriver(options, "events", http2Clients(http2));
}

/** `resource`: what of a client's the service takes: its messages are posted to /clients/7/events, for one. */
export async function createHttp1Driver(
  options: DriverOptions<WebhookConfig>,
  resource = "events",
): Promise<Driver<Buffer>> {
  return new WebhookDriver(options, resource, http1Clients);
}

class WebhookDriver<Message> implements Driver<Message> {
  readonly #config: WebhookConfig;
  readonly #options: DriverOptions<WebhookConfig>;
  readonly #tally = new SocketTally();
  readonly #speak: Clients<Message>;
  readonly #endpoints: ReceivesEvents;
  readonly #attempts: Attempts<number>;
  readonly #senders = new Map<number, EventSender<Message>>();
  readonly #clock: CoarseClock;

  constructor(
    options: DriverOptions<WebhookConfig>,
    resource: string,
    clientsOf: (parts: ClientParts) => Clients<Message>,
  ) {
    const { config, guarantee, endpoint, observer, secret, topology, clients } = options;
    this.#config = config;
    this.#options = options;
    const keys = keysOf(config, secret);
    const host = authorityOf(endpoint);
    const requests = isAdapted(config)
      ? new AdaptedEncoder({ settings: config, keys, host, topology, secret })
      : new RequestEncoder(config, keys, host, resource);
    const reuseConnections = config.connection === "keep-alive";
    const restraint = endpoint.remote && new Restraint(endpoint.remote.retriesPerSecond);
    const retrier = guarantee === "at-least-once" ? new Retrier(config.retries, reuseConnections, restraint) : null;
    this.#attempts = new Attempts(observer, retrier, (client) => this.#sender(client).settled(), restraint);
    this.#clock = this.#startClock();
    this.#speak = clientsOf({
      options,
      keys,
      requests,
      tally: this.#tally,
      attempts: this.#attempts,
      clock: this.#clock,
    });
    this.#endpoints = this.#speak.endpoints;
    for (const client of topology.flow === "broadcast" ? [] : clients) {
      this.#senders.set(client, this.#speak.newSender(client));
    }
  }

  async open(clients: readonly number[] = this.#options.clients): Promise<void> {
    const { flow } = this.#options.topology;
    if (flow !== "ingest") await this.#endpoints.open(clients);
    if (flow !== "broadcast" && this.#opensAhead()) {
      await concurrently(OPEN_AT_ONCE, clients, (client) => this.#sender(client).open());
    }
  }

  /** A connection without a request may hold up a service with one thread, which waits for what will be said on it. */
  #opensAhead(): boolean {
    return this.#config.connection === "keep-alive" && !isAdapted(this.#config);
  }

  subscribers(): readonly Subscriber[] {
    return this.#endpoints.subscribers;
  }

  prepare(client: number, index: number, body: Buffer): Message {
    this.#sender(client);
    return this.#speak.encode(client, index, body);
  }

  send(client: number, index: number, message: Message): void {
    this.#sender(client).send(index, message);
  }

  pending(): number {
    let pending = this.#endpoints.pending;
    for (const sender of this.#senders.values()) pending += sender.pending;
    return pending;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const [client, sender] of this.#senders) for (const index of sender.underWay()) yield [client, index];
    for (const key of this.#attempts.waiting()) yield outstandingOf(key);
  }

  misbehave(how: Misbehaviour | null): void {
    this.#endpoints.misbehave(how);
  }

  dropConnections(): void {
    for (const sender of this.#senders.values()) sender.dropConnections();
    this.#endpoints.dropConnections();
  }

  counters(): SocketCounters {
    return addCounters(this.#tally.counters(), this.#endpoints.counters());
  }

  async close(): Promise<void> {
    this.#clock.stop();
    this.#attempts.close();
    for (const sender of this.#senders.values()) sender.close();
    await Promise.all([this.#tally.allClosed(), this.#endpoints.close()]);
  }

  #sender(client: number): EventSender<Message> {
    const sender = this.#senders.get(client);
    if (sender === undefined) throw new Error(`client ${client} does not send from this process`);
    return sender;
  }

  #startClock(): CoarseClock {
    const timeoutMs = this.#config.timeoutSeconds * 1000;
    const idleMs = this.#config.senderIdleSeconds * 1000;
    return new CoarseClock(Math.min(timeoutMs, idleMs), (tickAgoMs) => {
      for (const sender of this.#senders.values()) sender.expire(tickAgoMs - timeoutMs, tickAgoMs - idleMs);
    });
  }
}
