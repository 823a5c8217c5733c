/**
 * The clients' side: one connection per client over net.Socket, lean, because it must cost less than the service that
 * it loads.
 */
import { concurrently } from "../concurrently.js";
import type { Driver, DriverOptions, Misbehaviour, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import { Client } from "./client.js";
import type { WebSocketConfig } from "./config.js";
import { ConnectionContext } from "./connection-context.js";
import { deflate } from "./deflate.js";
import { encodeFrame, TEXT } from "./frames.js";

const CONNECTS_AT_ONCE = 64;
/** How long close() waits for the service's close frames. */
const CLOSE_TIMEOUT_MS = 500;

export async function createDriver(options: DriverOptions<WebSocketConfig>): Promise<Driver<Buffer>> {
  return new WebSocketDriver(options);
}

class WebSocketDriver implements Driver<Buffer> {
  readonly #deflate: boolean;
  readonly #context: ConnectionContext;
  readonly #clients: ReadonlyMap<number, Client>;
  readonly #aliveTimer: NodeJS.Timeout;
  #closing = false;

  constructor(options: DriverOptions<WebSocketConfig>) {
    this.#deflate = options.config.deflate;
    this.#context = new ConnectionContext(options, () => {
      for (const client of this.#clients.values()) client.sweep();
    });
    this.#clients = new Map(options.clients.map((client) => [client, new Client(this.#context, client)]));
    this.#aliveTimer = setInterval(
      () => {
        for (const client of this.#clients.values()) client.checkAlive();
      },
      (options.config.heartbeatSeconds * 1000) / 2,
    );
  }

  async open(clients: Iterable<number> = this.#clients.keys()): Promise<void> {
    try {
      await concurrently(CONNECTS_AT_ONCE, clients, async (client) => {
        if (this.#closing) throw new Error("the driver was closed while its clients were connecting");
        await this.#clients.get(client)!.open();
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Clients need no endpoints: events come over the connections that they opened. */
  subscribers(): readonly Subscriber[] {
    return [];
  }

  prepare(client: number, index: number, body: Buffer): Buffer {
    const message = this.#context.signed ? this.#clients.get(client)!.key.sign("to-service", body) : body;
    // Odd, so never 0 (see FrameOptions); multiplied so that neighbours differ in all bytes.
    const maskKey = Math.imul(index + 1, 0x9e3779b1) | 1;
    return this.#deflate
      ? encodeFrame(TEXT, deflate(message), { maskKey, rsv1: true })
      : encodeFrame(TEXT, message, { maskKey });
  }

  send(client: number, index: number, frame: Buffer): void {
    this.#clients.get(client)!.send(index, frame);
  }

  pending(): number {
    let pending = this.#context.intake.pending;
    for (const client of this.#clients.values()) pending += client.pending;
    return pending;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const client of this.#clients.values()) {
      for (const index of client.outstanding()) yield [client.client, index];
    }
  }

  misbehave(how: Misbehaviour | null): void {
    const { intake } = this.#context;
    intake.misbehave(how);
    for (const client of this.#clients.values()) {
      if (intake.readingSpeed(client.client) === undefined) client.resumeReading();
    }
  }

  dropConnections(): void {
    for (const client of this.#clients.values()) client.drop();
  }

  counters(): SocketCounters {
    return this.#context.sockets.counters();
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#aliveTimer);
    this.#context.stop();
    const closed = Promise.all([...this.#clients.values()].map((client) => client.close()));
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    await Promise.race([closed, timedOut]);
    clearTimeout(timer);
    await this.#context.sockets.destroyAll();
  }
}
