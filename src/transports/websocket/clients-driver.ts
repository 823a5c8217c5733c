/** What a driver of WebSocket clients does whatever its clients speak. */
import { LastingClients } from "../lasting-clients.js";
import type { ClientCounters, Driver, Misbehaviour, Outstanding, Subscriber } from "../transport.js";
import type { ConnectionContext } from "./connection-context.js";
import { deflate } from "./deflate.js";
import { encodeFrame, TEXT } from "./frames.js";
import type { SendingClient } from "./sending-client.js";

export abstract class ClientsDriver<Client extends SendingClient<Context>, Context extends ConnectionContext>
  implements Driver<Buffer>
{
  readonly #deflate: boolean;
  protected readonly context: Context;
  protected readonly clients: LastingClients<Client>;

  constructor(context: Context, makeClient: (client: number) => Client) {
    const { config, clients } = context.options;
    this.#deflate = config.deflate;
    this.context = context;
    context.onTick = () => {
      for (const client of this.clients) client.sweep();
    };
    this.clients = new LastingClients(context, clients.map(makeClient), config.heartbeatSeconds);
  }

  /** The message that takes an event to the service. */
  protected abstract messageOf(client: number, index: number, body: Buffer): Buffer;

  open(clients?: Iterable<number>): Promise<void> {
    return this.clients.open(clients);
  }

  /** Clients need no endpoints: events come over the connections that they opened. */
  subscribers(): readonly Subscriber[] {
    return [];
  }

  prepare(client: number, index: number, body: Buffer): Buffer {
    const message = this.messageOf(client, index, body);
    // Odd, so never 0 (see FrameOptions); multiplied so that neighbours differ in all bytes.
    const maskKey = Math.imul(index + 1, 0x9e3779b1) | 1;
    return this.#deflate
      ? encodeFrame(TEXT, deflate(message), { maskKey, rsv1: true })
      : encodeFrame(TEXT, message, { maskKey });
  }

  send(client: number, index: number, frame: Buffer): void {
    this.clients.get(client).send(index, frame);
  }

  pending(): number {
    let pending = this.context.intake.pending;
    for (const client of this.clients) pending += client.pending;
    return pending;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const client of this.clients) {
      for (const index of client.outstanding()) yield [client.client, index];
    }
  }

  misbehave(how: Misbehaviour | null): void {
    this.context.intake.misbehave(how);
    this.clients.readingSpeedsChanged();
  }

  dropConnections(): void {
    this.clients.drop();
  }

  counters(): ClientCounters {
    const { sockets, heartbeats } = this.context;
    return { ...sockets.counters(), heartbeats };
  }

  close(): Promise<void> {
    return this.clients.close();
  }
}
