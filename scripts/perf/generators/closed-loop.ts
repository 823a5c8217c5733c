/** What generators here do: keep operations in flight, one per connection as a rule, for ever. Ours go through the real driver. */
import { monotonicNs } from "../../../src/clock.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { encodeEvent, envelopeOverheadBytes } from "../../../src/events/templates.js";
import type { Guarantee } from "../../../src/flow.js";
import type { Security } from "../../../src/tls/security.js";
import { type TransportName, transports } from "../../../src/transports/registry.js";
import type { Driver, Observer } from "../../../src/transports/transport.js";
import { origin } from "./peers.js";

export interface LoadParams {
  port: number;
  connections: number;
  /** Absent: the sink is not encrypted. */
  tls?: Security;
}

/** As a run's configuration would have it. */
export interface DriverParams extends LoadParams {
  transport: TransportName;
  config: object;
  guarantee: Guarantee;
}

/** Signing secrets and tokens derive from it, on both sides. */
export const SECRET = "perf";
/** Bytes of every body: the envelope and its data. */
export const BODY_BYTES = 300;
const TEMPLATE = "chat-message";
/** Different bodies, sent in turn. */
const BODIES = 1_024;
/** As often as a slice of a run ends: what was recorded is taken away. */
export const TAKE_EVERY_MS = 500;

export const bodies: readonly Buffer[] = Array.from({ length: BODIES }, (_, index) =>
  encodeEvent(TEMPLATE, 1, { index, dueNs: 0, bytes: BODY_BYTES - envelopeOverheadBytes(TEMPLATE) }),
);

interface LoadedDriverParams extends DriverParams {
  settledBy: "acked" | "delivered";
  /** Events of each client at the same time (default 1). */
  inFlight?: number;
}

/** A client per connection, all of which send. */
export async function openDriver(
  { connections, transport, config, guarantee, ...sink }: DriverParams,
  observer: Observer,
): Promise<Driver> {
  const { config: schema, createDriver } = transports[transport];
  const driver = await createDriver({
    config: (await schema()).parse(config) as never,
    topology: { flow: "ingest", clients: connections, roomSize: 1 },
    guarantee,
    secret: SECRET,
    observer,
    endpoint: { url: origin("http", sink) },
    ...(sink.tls && { tls: sink.tls }),
    clients: Array.from({ length: connections }, (_, client) => client),
  });
  await driver.open();
  return driver;
}

/** Loads the sink for ever: every time is stamped and kept as in a run, and each request is encoded as it is sent. */
export async function loadForEver(params: LoadedDriverParams): Promise<void> {
  const { connections, inFlight = 1, settledBy } = params;
  const recorder = new Recorder(monotonicNs);
  const driver = await openDriver(params, recorder);
  let next = 0;
  const begin = (client: number): void => {
    const index = next++ % bodies.length;
    recorder.begun(client, index, monotonicNs());
    driver.send(client, index, driver.prepare(client, index, bodies[index]!));
  };
  recorder.onSettled = (kind, client) => {
    if (kind === settledBy) begin(client);
    else if (kind === "refused") throw new Error(`refused: ${JSON.stringify(recorder.take().reasons)}`);
  };
  setInterval(() => recorder.take(), TAKE_EVERY_MS);
  for (let i = 0; i < connections * inFlight; i++) begin(i % connections);
}
