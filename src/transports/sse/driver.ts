/** The clients' side: a stream for each, and what they send by the webhook transport's senders, events and reports apart. */
import { LastingClients } from "../lasting-clients.js";
import { silentObserver } from "../silent-observer.js";
import { addCounters } from "../socket-tally.js";
import type { Driver, DriverOptions, Misbehaviour, Outstanding, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "../webhook/config.js";
import { createDriver as createSender } from "../webhook/driver.js";
import { StreamClient, StreamContext } from "./client.js";
import type { SseConfig } from "./config.js";

/** A report's number is what signs it and what its answer is told by, as an event's is: ten digits. */
const MOST_NUMBERED = 1e9;

export async function createDriver(options: DriverOptions<SseConfig>): Promise<Driver<Buffer>> {
  const { config, observer, topology } = options;
  const sending: DriverOptions<WebhookConfig> = {
    ...options,
    config: config.post,
    topology: { ...topology, flow: "ingest" }, // to the service, and nothing from it
  };
  const answered = (client: number, failure?: string): void => clients.get(client).reporter.answered(failure);
  // One report of a client at a time, over a connection that no event holds up.
  const reporting: DriverOptions<WebhookConfig> = {
    ...sending,
    config: { ...config.post, connection: "keep-alive", maxConnectionsPerPeer: 1 },
    guarantee: "at-most-once",
    observer: {
      ...silentObserver,
      connected: (client) => observer.connected(client),
      disconnected: (client) => observer.disconnected(client),
      problem: (reason) => observer.problem(reason),
      acked: (client) => answered(client),
      refused: (client, _index, reason) => answered(client, reason),
    },
  };
  const [events, reports] = await Promise.all([createSender(sending), createSender(reporting, "acks")]);
  let reported = 0;
  const context = new StreamContext(options, (client, report) => {
    reported = (reported + 1) % MOST_NUMBERED;
    reports.send(client, reported, reports.prepare(client, reported, report));
  });
  const all = options.clients.map((client) => new StreamClient(context, client));
  const clients = new LastingClients(context, all, config.heartbeatSeconds);
  return new SseDriver(topology.flow !== "broadcast", context, clients, events, reports);
}

class SseDriver implements Driver<Buffer> {
  readonly #sendsEvents: boolean;
  readonly #context: StreamContext;
  readonly #clients: LastingClients<StreamClient>;
  readonly #events: Driver<Buffer>;
  readonly #reports: Driver<Buffer>;

  constructor(
    sendsEvents: boolean,
    context: StreamContext,
    clients: LastingClients<StreamClient>,
    events: Driver<Buffer>,
    reports: Driver<Buffer>,
  ) {
    this.#sendsEvents = sendsEvents;
    this.#context = context;
    this.#clients = clients;
    this.#events = events;
    this.#reports = reports;
  }

  async open(clients?: readonly number[]): Promise<void> {
    try {
      await this.#clients.open(clients);
      if (this.#sendsEvents) await this.#events.open(clients);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Clients need no endpoints: events come over the streams that they opened. */
  subscribers(): readonly Subscriber[] {
    return [];
  }

  prepare(client: number, index: number, body: Buffer): Buffer {
    return this.#events.prepare(client, index, body);
  }

  send(client: number, index: number, message: Buffer): void {
    this.#events.send(client, index, message);
  }

  pending(): number {
    return this.#events.pending() + this.#reports.pending() + this.#context.intake.pending;
  }

  outstanding(): Iterable<Outstanding> {
    return this.#events.outstanding();
  }

  misbehave(how: Misbehaviour | null): void {
    this.#context.intake.misbehave(how);
    this.#clients.readingSpeedsChanged();
  }

  dropConnections(): void {
    this.#clients.drop();
    this.#events.dropConnections();
    this.#reports.dropConnections();
  }

  counters(): SocketCounters {
    const posts = addCounters(this.#events.counters(), this.#reports.counters());
    return addCounters(this.#context.sockets.counters(), posts);
  }

  async close(): Promise<void> {
    await Promise.all([this.#clients.close(), this.#events.close(), this.#reports.close()]);
  }
}
