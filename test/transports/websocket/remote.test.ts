/** A service beyond this machine is not disturbed before the time for which it asks. The loopback is treated as if it were beyond. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { WebSocketServer } from "ws";
import { config } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import { RecordingObserver, until } from "./recording-observer.js";

test("a connection that is refused with Retry-After comes back when that is over, and asks by the name", async (t) => {
  const upgrades: { host: string | undefined; atMs: number }[] = [];
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    verifyClient: ({ req }, answer) => {
      upgrades.push({ host: req.headers.host, atMs: performance.now() });
      if (upgrades.length === 2) answer(false, 503, "Service Unavailable", { "Retry-After": "1" });
      else answer(true);
    },
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const observer = new RecordingObserver();
  const driver = await createDriver({
    endpoint: { url: `http://live.example:${port}`, address: "127.0.0.1", remote: { retriesPerSecond: 100 } },
    clients: [0],
    config: config.parse({ reconnect: { minSeconds: 0.001, maxSeconds: 0.01, jitter: "none" } }),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: "s",
    observer,
  });
  t.after(async () => {
    await driver.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await driver.open();
  driver.dropConnections();
  await until(() => upgrades.length === 3);
  assert.ok(upgrades[2]!.atMs - upgrades[1]!.atMs >= 999, "on this machine it would be 10 ms");
  assert.deepEqual(
    upgrades.map(({ host }) => host),
    new Array(3).fill(`live.example:${port}`),
  );
});
