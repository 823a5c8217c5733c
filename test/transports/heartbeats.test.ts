/** What clients count of the heartbeats that a service sends them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOOPBACK } from "../../src/loopback.js";
import { transports } from "../../src/transports/registry.js";
import { silentObserver } from "../../src/transports/silent-observer.js";
import { countersSince } from "../../src/transports/socket-tally.js";
import { driverOf, serviceOf } from "./tls/stage.js";
import { until } from "./websocket/recording-observer.js";

const CLIENTS = 3;

for (const [transport, bytesToService, bytesFromService] of [
  ["websocket", 6, 2], // a masked pong, and a ping
  ["sse", 0, 3], // a comment, which nobody answers
] as const) {
  test(`${transport}: heartbeats are counted at the clients, and their bytes are all that passes`, async (t) => {
    const settings = { heartbeatSeconds: 0.05 };
    const play = { transport, flow: "broadcast", clients: CLIENTS, tls: undefined, settings } as const;
    const { service } = await serviceOf(t, play);
    const { driver } = await driverOf(t, play, service.port);
    await driver.open();
    const before = driver.counters();
    const passed = () => countersSince(before, driver.counters());
    await until(() => passed().heartbeats! >= 2 * CLIENTS);
    const { heartbeats, bytesRead, bytesWritten, connectionsOpen } = passed();
    // One that came in pieces is not whole yet.
    assert.equal(Math.floor(bytesRead / bytesFromService), heartbeats);
    assert.equal(bytesWritten, heartbeats! * bytesToService);
    assert.equal(connectionsOpen, CLIENTS);
  });
}

test("webhooks have no heartbeats, which is not the same as none that came", async (t) => {
  const { webhook } = transports;
  const driver = await webhook.createDriver({
    config: (await webhook.config()).parse({}),
    ...{ topology: { flow: "ingest", clients: 1, roomSize: 1 }, guarantee: "at-least-once", secret: "s" },
    ...{ endpoint: { url: `http://${LOOPBACK}:1` }, clients: [], observer: silentObserver },
  });
  t.after(() => driver.close());
  assert.equal(countersSince(driver.counters(), driver.counters()).heartbeats, undefined);
});
