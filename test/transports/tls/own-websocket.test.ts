/** Our clients and encrypted services of somebody else: one of ws that knows no ALPN, and Socket.IO's own. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { LOOPBACK } from "../../../src/loopback.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { createAdaptedDriver } from "../../../src/transports/websocket/adapted/driver.js";
import { config } from "../../../src/transports/websocket/config.js";
import { own } from "../../../src/transports/websocket/own.js";
import { until } from "../websocket/recording-observer.js";
import { driverOf, event, type Play, security } from "./stage.js";

const { identity, ...clientsTls } = security;

async function listening(t: TestContext, more: { ALPNProtocols?: undefined } = {}) {
  const server = createServer({ cert: identity!.chain, key: identity!.key, ...more }).listen(0, LOOPBACK);
  await once(server, "listening");
  t.after(() => server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

const play = (settings: Play["settings"]): Play => ({
  transport: "websocket",
  flow: "ingest",
  tls: undefined,
  clientsTls,
  settings: settings!,
});

/** All these events are acknowledged, over connections of which the second half came after a reset. */
async function playedTwice(t: TestContext, settings: Record<string, unknown>, port: number): Promise<void> {
  const { driver, observer } = await driverOf(t, play(settings), port);
  const send = (index: number): void => driver.send(0, index, driver.prepare(0, index, event(index)));
  await driver.open();
  send(1);
  await until(() => observer.ackedEvents.length === 1);
  driver.dropConnections();
  await until(() => observer.connectedClients.length === 4);
  send(2);
  await until(() => observer.ackedEvents.length === 2);
  assert.deepEqual(driver.counters().tls!.opened, { full: 2, resumed: 2 });
  assert.deepEqual(new Set(observer.problems), new Set(["connection reset by the client"]));
}

test("a service that knows no ALPN is spoken to, probed, and refused when nobody trusts it", async (t) => {
  const { server, port } = await listening(t, { ALPNProtocols: undefined });
  const websockets = new WebSocketServer({ server });
  websockets.on("connection", (socket) => socket.on("error", () => {}).on("message", (data) => socket.send(data)));
  const settings = { path: "/", answer: "echo" };
  await playedTwice(t, settings, port);
  const probed = (tls: object) =>
    own.probe({
      config: config.parse(settings),
      topology: { flow: "ingest", clients: 1, roomSize: 1 },
      endpoint: { url: `https://${LOOPBACK}:${port}` },
      tls: { ...clientsTls, ...tls },
      secret: "s",
      signal: AbortSignal.timeout(5000),
    });
  await probed({});
  const reason = "client 0: TLS: the certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)";
  await assert.rejects(probed({ servername: "elsewhere.example" }), { message: reason });
});

test("Socket.IO over TLS: events are acknowledged, and clients resume when they come back", async (t) => {
  const { server, port } = await listening(t);
  const io = new Server(server, { transports: ["websocket"] });
  io.on("connection", (socket) => socket.on("message", (_message, acknowledge) => acknowledge()));
  t.after(() => io.close());
  await playedTwice(t, { protocol: "socket.io" }, port);
});

test("a service that says nothing after the handshake is given up, not taken for one that stops inside of it", async (t) => {
  const { server, port } = await listening(t);
  server.on("upgrade", (_request, socket) => socket.on("error", () => {}));
  const driver = createAdaptedDriver(
    {
      config: config.parse({ path: "/" }),
      topology: { flow: "ingest", clients: 1, roomSize: 1 },
      guarantee: "at-most-once",
      endpoint: { url: `https://${LOOPBACK}:${port}` },
      clients: [0],
      tls: { ...clientsTls, handshakeSeconds: 0.3 },
      secret: "s",
      observer: silentObserver,
    },
    20,
  );
  t.after(() => driver.close());
  await assert.rejects(driver.open(), { message: "client 0: no answer within 320 ms" });
});
