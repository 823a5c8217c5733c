/** What only time shows, with a short time limit; everything else about connections is in driver.test.ts. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { SocketTally } from "../../../src/transports/socket-tally.js";
import { config } from "../../../src/transports/websocket/config.js";
import { Connection } from "../../../src/transports/websocket/connection.js";
import { RecordingObserver } from "./recording-observer.js";

const HANDSHAKE_TIMEOUT_MS = 40;

function connectionTo(t: TestContext, port: number) {
  const observer = new RecordingObserver();
  const sockets = new SocketTally();
  t.after(() => sockets.destroyAll());
  const options = {
    host: "127.0.0.1",
    port,
    clients: [0],
    config: config.parse({}),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: "s",
    observer,
  } as const;
  const readBuffer = Buffer.alloc(1024);
  const context = { options, sockets, readBuffer, handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS };
  return { connection: new Connection(context, 0), observer, sockets };
}

test("a service that accepts the connection and says nothing is given up", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { connection, sockets } = connectionTo(t, (server.address() as AddressInfo).port);
  await assert.rejects(connection.open(), { message: "client 0: no upgrade within 40 ms" });
  await sockets.destroyAll();
  assert.equal(sockets.counters().connectionsOpen, 0);
});

test("an open connection may be quiet for as long as it likes", async (t) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => server.close());
  const { connection, observer, sockets } = connectionTo(t, (server.address() as AddressInfo).port);
  await connection.open();
  await setTimeout(HANDSHAKE_TIMEOUT_MS * 3);
  assert.equal(sockets.counters().connectionsOpen, 1);
  assert.deepEqual(observer.problems, []);
});
