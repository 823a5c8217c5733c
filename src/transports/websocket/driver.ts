/**
 * The clients' side: one connection per client over net.Socket, lean, because it must cost less than the service that
 * it loads.
 */
import { LastingClients } from "../lasting-clients.js";
import type { Driver, DriverOptions, Misbehaviour, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import { Client } from "./client.js";
import type { WebSocketConfig } from "./config.js";
import { ConnectionContext } from "./connection-context.js";
import { deflate } from "./deflate.js";
import { encodeFrame, TEXT } from "./frames.js";

export async function createDriver(options: DriverOptions<WebSocketConfig>): Promise<Driver<Buffer>> {
  return new WebSocketDriver(options);
}

class WebSocketDriver implements Driver<Buffer> {
  readonly #deflate: boolean;
  readonly #context: ConnectionContext;
  readonly #clients: LastingClients<Client>;

  constructor(options: DriverOptions<WebSocketConfig>) {
    const { config, clients } = options;
    this.#deflate = config.deflate;
    this.#context = new ConnectionContext(options, () => {
      for (const client of this.#clients) client.sweep();
    });
    const all = clients.map((client) => new Client(this.#context, client));
    this.#clients = new LastingClients(this.#context, all, config.heartbeatSeconds);
  }

  open(clients?: Iterable<number>): Promise<void> {
    return this.#clients.open(clients);
  }

  /** Clients need no endpoints: events come over the connections that they opened. */
  subscribers(): readonly Subscriber[] {
    return [];
  }

  prepare(client: number, index: number, body: Buffer): Buffer {
    const message = this.#context.signed ? this.#clients.get(client).key.sign("to-service", body) : body;
    // Odd, so never 0 (see FrameOptions); multiplied so that neighbours differ in all bytes.
    const maskKey = Math.imul(index + 1, 0x9e3779b1) | 1;
    return this.#deflate
      ? encodeFrame(TEXT, deflate(message), { maskKey, rsv1: true })
      : encodeFrame(TEXT, message, { maskKey });
  }

  send(client: number, index: number, frame: Buffer): void {
    this.#clients.get(client).send(index, frame);
  }

  pending(): number {
    let pending = this.#context.intake.pending;
    for (const client of this.#clients) pending += client.pending;
    return pending;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const client of this.#clients) {
      for (const index of client.outstanding()) yield [client.client, index];
    }
  }

  misbehave(how: Misbehaviour | null): void {
    this.#context.intake.misbehave(how);
    this.#clients.readingSpeedsChanged();
  }

  dropConnections(): void {
    this.#clients.drop();
  }

  counters(): SocketCounters {
    return this.#context.sockets.counters();
  }

  close(): Promise<void> {
    return this.#clients.close();
  }
}
