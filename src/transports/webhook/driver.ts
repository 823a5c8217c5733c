/** The clients' side of the webhook transport: senders that POST to the service, endpoints that it POSTs to. */
import { eventId } from "../../events/id.js";
import { concurrently } from "../concurrently.js";
import { addCounters, SocketTally } from "../socket-tally.js";
import type { Driver, DriverOptions, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { Endpoints } from "./endpoints.js";
import { Sender, type SenderSettings } from "./sender.js";
import { KeyRing, sign } from "./signature.js";

const OPEN_AT_ONCE = 64;

export async function createDriver(options: DriverOptions<WebhookConfig>): Promise<Driver> {
  return new WebhookDriver(options);
}

/** A client that sends, and the part of its requests' heads that is the same for all of its events. */
interface SendingClient {
  sender: Sender;
  headStart: string;
}

class WebhookDriver implements Driver {
  readonly #config: WebhookConfig;
  readonly #options: DriverOptions<WebhookConfig>;
  readonly #keys: KeyRing;
  readonly #tally = new SocketTally();
  readonly #endpoints: Endpoints;
  readonly #sending = new Map<number, SendingClient>();
  readonly #sweep: NodeJS.Timeout;

  constructor(options: DriverOptions<WebhookConfig>) {
    const { config, host, port, observer, secret, topology, clients } = options;
    this.#config = config;
    this.#options = options;
    this.#keys = new KeyRing(secret);
    this.#endpoints = new Endpoints(config, this.#keys, observer);
    const settings: SenderSettings = {
      host,
      port,
      observer,
      tally: this.#tally,
      reuseConnections: config.connection === "keep-alive",
      maxConnections: config.maxConnectionsPerPeer,
      coarseNowMs: 0,
    };
    const headEnd =
      ` HTTP/1.1\r\nHost: ${host}:${port}\r\nUser-Agent: pushbench\r\nContent-Type: application/json\r\n` +
      (config.connection === "new" ? "Connection: close\r\n" : "");
    for (const client of topology.flow === "broadcast" ? [] : clients) {
      const headStart = `POST /clients/${client}/events${headEnd}`;
      this.#sending.set(client, { sender: new Sender(client, settings), headStart });
    }
    this.#sweep = this.#startSweep(settings);
  }

  async open(): Promise<void> {
    const { topology, clients } = this.#options;
    if (topology.flow !== "ingest") await this.#endpoints.open(clients);
    if (this.#config.connection === "keep-alive") {
      await concurrently(OPEN_AT_ONCE, this.#sending.values(), ({ sender }) => sender.open());
    }
  }

  subscribers(): readonly Subscriber[] {
    return this.#endpoints.subscribers;
  }

  encode(client: number, index: number, body: Buffer): Buffer {
    const id = eventId(index);
    let head = `${this.#client(client).headStart}Content-Length: ${body.length}\r\nwebhook-id: ${id}\r\n`;
    if (this.#config.signature === "standard-webhooks") {
      const timestamp = Math.floor(Date.now() / 1000);
      const signature = sign(this.#keys.of(client), id, timestamp, body);
      head += `webhook-timestamp: ${timestamp}\r\nwebhook-signature: ${signature}\r\n`;
    }
    head += "\r\n";
    const request = Buffer.allocUnsafe(head.length + body.length);
    request.write(head, 0, "latin1");
    body.copy(request, head.length);
    return request;
  }

  send(client: number, index: number, encoded: Buffer): void {
    this.#client(client).sender.send(index, encoded);
  }

  pending(): number {
    let pending = 0;
    for (const { sender } of this.#sending.values()) pending += sender.pending;
    return pending;
  }

  counters(): SocketCounters {
    return addCounters(this.#tally.counters(), this.#endpoints.counters());
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const { sender } of this.#sending.values()) sender.close();
    await Promise.all([this.#tally.destroyAll(), this.#endpoints.close()]);
  }

  #client(client: number): SendingClient {
    const sending = this.#sending.get(client);
    if (sending === undefined) throw new Error(`client ${client} does not send from this process`);
    return sending;
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
      for (const { sender } of this.#sending.values()) sender.expire(fullTickAgoMs - timeoutMs, fullTickAgoMs - idleMs);
    }, tickMs);
    return sweep.unref();
  }
}
