/** A real service and a real driver, with TLS between them or without. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import type { Flow, Guarantee } from "../../../src/flow.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { makeChain, SERVERNAME } from "../../../src/tls/certificates.js";
import type { Security } from "../../../src/tls/security.js";
import { type TransportName, transports } from "../../../src/transports/registry.js";
import type { Driver, Opening, Service, SocketCounters } from "../../../src/transports/transport.js";
import { RecordingObserver, until } from "../websocket/recording-observer.js";

/** A wait that no test notices. */
export const SOON = { minSeconds: 0.002, maxSeconds: 0.02, jitter: "full" } as const;

const chain = await makeChain({ certificate: "P-256" });

/** What both sides of a run are told. */
export const security: Security = {
  version: "1.3",
  resumption: "on",
  handshakeSeconds: 5,
  ca: chain.root,
  identity: chain,
  servername: SERVERNAME,
};

/** With how long each connection took to open. */
export class Observed extends RecordingObserver {
  readonly openings: Opening[] = [];

  override connected(client: number, opening?: Opening): void {
    super.connected(client);
    if (opening !== undefined) this.openings.push(opening);
  }
}

export const event = (index: number, text = "hi"): Buffer =>
  encodeEnvelope(index, "chat.message", 0, JSON.stringify({ text }));

export interface Play {
  transport: TransportName;
  flow: Flow;
  guarantee?: Guarantee;
  clients?: number;
  /** Undefined: no TLS. */
  tls: Security | undefined;
  /** What the clients are told, where that is something else. */
  clientsTls?: Security;
  settings?: Readonly<Record<string, unknown>>;
  /** Where clients connect, by default to the service. */
  port?(service: Service): number | Promise<number>;
}

const optionsOf = async ({ transport, flow, guarantee = "at-least-once", clients = 2, settings }: Play) => ({
  config: (await transports[transport].config()).parse({ reconnect: SOON, ...settings }) as never,
  topology: { flow, clients, roomSize: clients },
  guarantee,
  secret: "s",
});

export async function serviceOf(t: TestContext, play: Play) {
  const observer = new Observed();
  const tls = play.tls && { tls: play.tls };
  const service = await transports[play.transport].startService({
    ...(await optionsOf(play)),
    ...tls,
    observer,
    port: 0,
  });
  t.after(() => service.close());
  return { service, observer };
}

/** Its clients are not open yet. */
export async function driverOf(t: TestContext, play: Play, port: number) {
  const observer = new Observed();
  const tls = play.clientsTls ?? play.tls;
  const driver = (await transports[play.transport].createDriver({
    ...(await optionsOf(play)),
    ...(tls && { tls }),
    endpoint: { url: `${tls ? "https" : "http"}://${LOOPBACK}:${port}` },
    clients: Array.from({ length: play.clients ?? 2 }, (_, client) => client),
    observer,
  })) as Driver;
  t.after(() => driver.close());
  return { driver, observer };
}

export async function together(t: TestContext, play: Play) {
  const { service, observer: atService } = await serviceOf(t, play);
  const { driver, observer: atClients } = await driverOf(t, play, (await play.port?.(service)) ?? service.port);
  await driver.open();
  service.subscribe(driver.subscribers());
  const isIngest = play.flow === "ingest";
  return {
    service,
    driver,
    atService,
    atClients,
    /** Sends these events and waits until everybody has them and all is acknowledged. */
    async pass(...indexes: number[]): Promise<void> {
      const recipients = { ingest: 1, relay: (play.clients ?? 2) - 1, broadcast: play.clients ?? 2 }[play.flow];
      const delivered = (isIngest ? atService : atClients).deliveredEvents;
      const expected = delivered.length + indexes.length * recipients;
      for (const index of indexes) {
        if (play.flow === "broadcast") service.publish(index, event(index));
        else driver.send(0, index, driver.prepare(0, index, event(index)));
      }
      await until(() => delivered.length === expected && driver.pending() + service.pending() === 0);
    },
  };
}

/** A TCP proxy that can end what it carries as a broken middlebox does: in order for TCP, and without a word of TLS. */
export async function startCuttableProxy(t: TestContext) {
  const sockets = new Set<Socket>();
  let target = { host: LOOPBACK, port: 0 };
  const server = createServer((inner) => {
    const outer = connect(target);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
    inner.on("close", () => outer.destroy());
    outer.on("close", () => inner.destroy());
  }).listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port,
    /** From the next connection on. Returns the proxy's own port. */
    leadTo(service: number, host = LOOPBACK): number {
      target = { host, port: service };
      return port;
    },
    cut(): void {
      for (const socket of sockets) socket.unpipe().end();
    },
  };
}

/** On the wire and inside: what one side wrote, the other read. */
export function assertCountedAlike(clients: SocketCounters, server: SocketCounters): void {
  assert.deepEqual([clients.bytesRead, clients.bytesWritten], [server.bytesWritten, server.bytesRead]);
  assert.deepEqual(
    [clients.tls!.plainBytesRead, clients.tls!.plainBytesWritten],
    [server.tls!.plainBytesWritten, server.tls!.plainBytesRead],
  );
}
