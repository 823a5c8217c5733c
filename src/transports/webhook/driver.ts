/** The clients' side of the webhook transport: senders that POST to the service, endpoints that it POSTs to. */
import { TlsClient } from "../../tls/client.js";
import { concurrently } from "../concurrently.js";
import { Attempts } from "../delivery/sending/attempts.js";
import { Restraint } from "../delivery/sending/restraint.js";
import { Retrier } from "../delivery/sending/retrier.js";
import { addressOf, authorityOf } from "../endpoint.js";
import { diallerOf } from "../http1/client-line.js";
import { addCounters, SocketTally } from "../socket-tally.js";
import type { Driver, DriverOptions, Misbehaviour, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import { AdaptedEncoder, isAdapted } from "./adapted-encoder.js";
import type { WebhookConfig } from "./config.js";
import { Endpoints } from "./endpoints.js";
import { keysOf } from "./own-keys.js";
import { type EncodesRequests, RequestEncoder } from "./request-encoder.js";
import { outstandingOf, Sender, type SenderSettings } from "./sender.js";
import { isSuccess, judgeOf } from "./taken.js";

const OPEN_AT_ONCE = 64;

/** `resource`: what of a client's the service takes: its messages are posted to /clients/7/events, for one. */
export async function createDriver(
  options: DriverOptions<WebhookConfig>,
  resource = "events",
): Promise<Driver<Buffer>> {
  return new WebhookDriver(options, resource);
}

class WebhookDriver implements Driver<Buffer> {
  readonly #config: WebhookConfig;
  readonly #options: DriverOptions<WebhookConfig>;
  readonly #tally = new SocketTally();
  readonly #encoder: EncodesRequests;
  readonly #endpoints: Endpoints;
  readonly #attempts: Attempts<number>;
  readonly #senders = new Map<number, Sender>();
  readonly #sweep: NodeJS.Timeout;

  constructor(options: DriverOptions<WebhookConfig>, resource: string) {
    const { config, guarantee, endpoint, observer, secret, topology, clients } = options;
    this.#config = config;
    this.#options = options;
    const keys = keysOf(config, secret);
    const host = authorityOf(endpoint);
    this.#encoder = isAdapted(config)
      ? new AdaptedEncoder({ settings: config, keys, host, topology, secret })
      : new RequestEncoder(config, keys, host, resource);
    this.#endpoints = new Endpoints(options, keys);
    const reuseConnections = config.connection === "keep-alive";
    const restraint = endpoint.remote && new Restraint(endpoint.remote.retriesPerSecond);
    const retrier = guarantee === "at-least-once" ? new Retrier(config.retries, reuseConnections, restraint) : null;
    this.#attempts = new Attempts(observer, retrier, (client) => this.#sender(client).settled(), restraint);
    const settings: SenderSettings = {
      dialler: diallerOf({ address: addressOf(endpoint), tally: this.#tally }, tlsClientOf(options)),
      observer,
      attempts: this.#attempts,
      judge: config.taken === undefined ? isSuccess : judgeOf(config.taken),
      encodeAgain: (client, index, request) => this.#encoder.encodeAgain(client, index, request),
      reuseConnections,
      maxConnections: config.maxConnectionsPerPeer,
      coarseNowMs: 0,
    };
    for (const client of topology.flow === "broadcast" ? [] : clients) {
      this.#senders.set(client, new Sender(client, settings));
    }
    this.#sweep = this.#startSweep(settings);
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

  prepare(client: number, index: number, body: Buffer): Buffer {
    this.#sender(client);
    return this.#encoder.encode(client, index, body);
  }

  send(client: number, index: number, request: Buffer): void {
    this.#sender(client).send(index, request);
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
    clearInterval(this.#sweep);
    this.#attempts.close();
    for (const sender of this.#senders.values()) sender.close();
    await Promise.all([this.#tally.allClosed(), this.#endpoints.close()]);
  }

  #sender(client: number): Sender {
    const sender = this.#senders.get(client);
    if (sender === undefined) throw new Error(`client ${client} does not send from this process`);
    return sender;
  }

  /**
   * One timer for all time limits instead of one per request. Its own ticks are the clock: limits hold to within two
   * ticks, never early, and a process that was frozen does not time out all that it was about to read.
   */
  #startSweep(settings: SenderSettings): NodeJS.Timeout {
    const timeoutMs = this.#config.timeoutSeconds * 1000;
    const idleMs = this.#config.senderIdleSeconds * 1000;
    const tickMs = Math.max(10, Math.min(timeoutMs / 8, idleMs / 8, 1000));
    const sweep = setInterval(() => {
      settings.coarseNowMs += tickMs;
      const fullTickAgoMs = settings.coarseNowMs - tickMs;
      for (const sender of this.#senders.values()) sender.expire(fullTickAgoMs - timeoutMs, fullTickAgoMs - idleMs);
    }, tickMs);
    return sweep.unref();
  }
}

function tlsClientOf({ tls, endpoint }: DriverOptions<WebhookConfig>): TlsClient | undefined {
  if (tls === undefined) return undefined;
  const { hostname } = new URL(endpoint.url);
  return new TlsClient({
    security: tls,
    alpn: "http/1.1",
    host: hostname,
    mayLackAlpn: tls.identity === undefined,
    lean: true,
  });
}
