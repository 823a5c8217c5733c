/**
 * The clients' side: one connection per client over net.Socket, lean, because it must cost less than the service that
 * it loads.
 */
import { concurrently } from "../concurrently.js";
import { SocketTally } from "../socket-tally.js";
import type { Driver, DriverOptions, SocketCounters, Subscriber } from "../transport.js";
import type { WebSocketConfig } from "./config.js";
import { Connection } from "./connection.js";
import { deflate } from "./deflate.js";
import { encodeFrame, TEXT } from "./frames.js";

const CONNECTS_AT_ONCE = 64;
const READ_BUFFER_BYTES = 64 * 1024;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** How long close() waits for the service's close frames. */
const CLOSE_TIMEOUT_MS = 500;

export async function createDriver(options: DriverOptions<WebSocketConfig>): Promise<Driver> {
  return new WebSocketDriver(options);
}

class WebSocketDriver implements Driver {
  readonly #deflate: boolean;
  readonly #sockets = new SocketTally();
  readonly #connections: ReadonlyMap<number, Connection>;
  #closing = false;

  constructor(options: DriverOptions<WebSocketConfig>) {
    this.#deflate = options.config.deflate;
    const readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
    const context = { options, sockets: this.#sockets, readBuffer, handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS };
    this.#connections = new Map(options.clients.map((client) => [client, new Connection(context, client)]));
  }

  async open(): Promise<void> {
    try {
      await concurrently(CONNECTS_AT_ONCE, this.#connections.values(), async (connection) => {
        if (this.#closing) throw new Error("the driver was closed while its clients were connecting");
        await connection.open();
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

  encode(_client: number, index: number, body: Buffer): Buffer {
    // Odd, so never 0 (see FrameOptions); multiplied so that neighbours differ in all bytes.
    const maskKey = Math.imul(index + 1, 0x9e3779b1) | 1;
    return this.#deflate
      ? encodeFrame(TEXT, deflate(body), { maskKey, rsv1: true })
      : encodeFrame(TEXT, body, { maskKey });
  }

  send(client: number, index: number, encoded: Buffer): void {
    this.#connections.get(client)!.send(index, encoded);
  }

  pending(): number {
    let pending = 0;
    for (const connection of this.#connections.values()) pending += connection.pending;
    return pending;
  }

  counters(): SocketCounters {
    return this.#sockets.counters();
  }

  async close(): Promise<void> {
    this.#closing = true;
    const closed = Promise.all([...this.#connections.values()].map((connection) => connection.close()));
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    await Promise.race([closed, timedOut]);
    clearTimeout(timer);
    await this.#sockets.destroyAll();
  }
}
