/** A service and its clients that speak HTTP/2, and what they need. */
import { encodeEnvelope } from "../../../../src/events/envelope.js";
import type { Guarantee, Topology } from "../../../../src/flow.js";
import { type Chain, makeChain, SERVERNAME } from "../../../../src/tls/certificates.js";
import type { Security } from "../../../../src/tls/security.js";
import type { Driver, Service } from "../../../../src/transports/transport.js";
import { config } from "../../../../src/transports/webhook/config.js";
import { createDriver } from "../../../../src/transports/webhook/driver.js";
import { startService } from "../../../../src/transports/webhook/service.js";
import { RecordingObserver } from "../recording-observer.js";

export type Settings = Parameters<typeof config.parse>[0] & object;

export const SECRET = "a secret";
export const chain: Chain = await makeChain({ certificate: "P-256" });
export const security: Security = {
  ...{ version: "1.3", resumption: "on", handshakeSeconds: 5 },
  ...{ ca: chain.root, identity: { chain: chain.chain, key: chain.key }, servername: SERVERNAME },
};

export const envelope = (index: number, text = "né") => encodeEnvelope(index, "test", 0, JSON.stringify({ text }));

export function send(driver: Driver, client: number, index: number, body = envelope(index)): void {
  driver.send(client, index, driver.prepare(client, index, body));
}

export interface Pair {
  service: Service;
  driver: Driver;
  atService: RecordingObserver;
  atClients: RecordingObserver;
}

export type Closers = (() => Promise<unknown>)[];

interface PairOptions {
  topology: Topology;
  guarantee?: Guarantee;
  settings?: Settings;
  tls?: Security;
}

export const parsed = (settings: Settings = {}) => config.parse({ tls: true, http2: true, ...settings });

export async function pair(closers: Closers, options: PairOptions): Promise<Pair> {
  const { topology, guarantee = "at-least-once", settings = {}, tls = security } = options;
  const [atService, atClients] = [new RecordingObserver(), new RecordingObserver()];
  const common = { config: parsed(settings), topology, guarantee, secret: SECRET, tls };
  const service = await startService({ ...common, observer: atService, port: 0 });
  closers.push(() => service.close());
  const driver = await createDriver({
    ...{ ...common, observer: atClients, clients: [...Array(topology.clients).keys()] },
    endpoint: { url: `https://127.0.0.1:${service.port}` },
  });
  closers.push(() => driver.close());
  await driver.open();
  service.subscribe(driver.subscribers());
  return { service, driver, atService, atClients };
}
