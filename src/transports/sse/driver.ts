/** The clients' side: a stream for each, and what they send by the webhook transport's senders, events and reports apart. */
import { LastingClients } from "../lasting-clients.js";
import { silentObserver } from "../silent-observer.js";
import { addCounters } from "../socket-tally.js";
import type { Driver, DriverOptions, Opening } from "../transport.js";
import type { WebhookConfig } from "../webhook/config.js";
import { createHttp1Driver as createSender } from "../webhook/driver.js";
import { StreamClient, StreamContext } from "./client.js";
import type { SseConfig } from "./config.js";

/** A report's number is what signs it and what its answer is told by, as an event's is: ten digits. */
const MOST_NUMBERED = 1e9;

export async function createDriver(options: DriverOptions<SseConfig>): Promise<Driver<Buffer>> {
  const { config, topology } = options;
  const events = await createSender(sendingOf(options));
  const reports = await createReports(options, (client, failure) => clients.get(client).reporter.answered(failure));
  let reported = 0;
  const context = new StreamContext(options, (client, report) => {
    reported = (reported + 1) % MOST_NUMBERED;
    reports.send(client, reported, reports.prepare(client, reported, report));
  });
  const all = options.clients.map((client) => new StreamClient(context, client));
  const clients = new LastingClients(context, all, config.heartbeatSeconds);
  const close = async (): Promise<void> => {
    await Promise.all([clients.close(), events.close(), reports.close()]);
  };
  return {
    async open(ofThem) {
      try {
        await clients.open(ofThem);
        if (topology.flow !== "broadcast") await events.open(ofThem);
      } catch (error) {
        await close();
        throw error;
      }
    },
    /** Nobody listens: events come over the streams that clients opened. */
    subscribers: () => [],
    prepare: (client, index, body) => events.prepare(client, index, body),
    send: (client, index, message) => events.send(client, index, message),
    pending: () => events.pending() + reports.pending() + context.intake.pending,
    outstanding: () => events.outstanding(),
    misbehave(how) {
      context.intake.misbehave(how);
      clients.readingSpeedsChanged();
    },
    dropConnections() {
      clients.drop();
      events.dropConnections();
      reports.dropConnections();
    },
    counters: () => ({
      ...addCounters(context.sockets.counters(), addCounters(events.counters(), reports.counters())),
      heartbeats: context.heartbeats,
    }),
    close,
  };
}

/** To the service, and nothing from it: as in an ingest by webhooks. */
const sendingOf = (options: DriverOptions<SseConfig>): DriverOptions<WebhookConfig> => ({
  ...options,
  config: options.config.post,
  topology: { ...options.topology, flow: "ingest" },
});

/** One report of a client at a time, over a connection that no event holds up. What failed is made anew, not sent again. */
function createReports(
  options: DriverOptions<SseConfig>,
  answered: (client: number, failure?: string) => void,
): Promise<Driver<Buffer>> {
  const { config, observer } = options;
  const reporting: DriverOptions<WebhookConfig> = {
    ...sendingOf(options),
    config: { ...config.post, connection: "keep-alive", maxConnectionsPerPeer: 1 },
    guarantee: "at-most-once",
    observer: {
      ...silentObserver,
      connected: (client, opening) => observer.connected(client, opening && withoutEvent(opening)),
      disconnected: (client) => observer.disconnected(client),
      problem: (reason) => observer.problem(reason),
      acked: (client) => answered(client),
      refused: (client, _index, reason) => answered(client, reason),
    },
  };
  return createSender(reporting, "acks");
}

/** A report waited for it, which no event has the number of. */
const withoutEvent = ({ index: _ofReport, ...took }: Opening): Opening => took;
