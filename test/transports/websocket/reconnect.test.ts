/** The clients' half of what breaks: reconnecting, resending, queueing, resuming, and clients that misbehave. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Flow, Guarantee } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import { config, type WebSocketConfig } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import { event, started } from "./peer.js";
import { RecordingObserver, until } from "./recording-observer.js";

const SOON = { minSeconds: 0.002, maxSeconds: 0.02, jitter: "full" } as const;

interface Settings {
  flow?: Flow;
  guarantee?: Guarantee;
  clients?: number;
  config?: Partial<WebSocketConfig>;
}

async function driverTo(t: TestContext, port: number, settings: Settings = {}) {
  const { flow = "ingest", guarantee = "at-least-once", clients = 1 } = settings;
  const observer = new RecordingObserver();
  const driver = await createDriver({
    endpoint: { url: loopbackUrl(port) },
    clients: Array.from({ length: clients }, (_, client) => client),
    config: config.parse({ reconnect: SOON, ...settings.config }),
    topology: { flow, clients, roomSize: clients },
    guarantee,
    secret: "s",
    observer,
  });
  t.after(() => driver.close());
  const send = (...indexes: number[]) => {
    for (const index of indexes) driver.send(0, index, driver.prepare(0, index, event(index)));
  };
  return { driver, observer, send };
}

const events = (pairs: readonly (readonly [number, number])[]) => pairs.map(([, index]) => index);

for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  test(`${guarantee}: clients whose connections are dropped come back by themselves`, async (t) => {
    const { service } = await started(t, { guarantee, clients: 50 });
    const { driver, observer } = await driverTo(t, service.port, { guarantee, clients: 50 });
    await driver.open();
    assert.equal(observer.connectedClients.length, 50);
    driver.dropConnections();
    await until(() => observer.disconnectedClients.length === 50);
    await until(() => observer.connectedClients.length === 100);
    assert.equal(driver.counters().connectionsOpen, 50);
    assert.deepEqual(new Set(observer.problems), new Set(["connection reset by the client"]));
  });
}

test("while the service is down clients keep trying, and events wait; when it is back they are sent in order", async (t) => {
  const settings = { flow: "ingest", clients: 1 } as const;
  const first = await started(t, settings);
  const { port } = first.service;
  const { driver, observer, send } = await driverTo(t, port);
  await driver.open();
  await first.service.close();
  await until(() => observer.problems.includes("reconnect failed: ECONNREFUSED"));
  send(1, 2, 3);
  assert.deepEqual([observer.sentEvents, observer.refusedEvents, driver.pending()], [[], [], 3]);
  assert.deepEqual(events([...driver.outstanding()]), [1, 2, 3]);
  const second = await started(t, { ...settings, port });
  await until(() => driver.pending() === 0);
  assert.deepEqual(events(second.observer.deliveredEvents), [1, 2, 3]);
  assert.deepEqual([events(observer.sentEvents), observer.retriedEvents], [[1, 2, 3], []]);
});

test("closing ends the attempts to come back", async (t) => {
  const { service } = await started(t);
  const { driver, observer } = await driverTo(t, service.port);
  await driver.open();
  await service.close();
  await until(() => observer.problems.length >= 3);
  await driver.close();
  const { length } = observer.problems;
  await setTimeout(60);
  assert.equal(observer.problems.length, length);
});

for (const jitter of ["none", "full"] as const) {
  test(`jitter ${jitter}: clients that were dropped together come back ${jitter === "none" ? "after the same wait" : "each in its own time"}`, async (t) => {
    const { service } = await started(t, { clients: 40 });
    const reconnect = { minSeconds: 0.1, maxSeconds: 0.1, jitter };
    const { driver, observer } = await driverTo(t, service.port, { clients: 40, config: { reconnect } });
    await driver.open();
    const times: number[] = [];
    const clients: number[] = [];
    observer.connected = (client) => {
      times.push(performance.now());
      clients.push(client);
    };
    driver.dropConnections();
    const droppedMs = performance.now();
    await until(() => times.length === 40);
    if (jitter === "none") assert.ok(times[0]! - droppedMs >= 99, `${times[0]! - droppedMs} ms`);
    // However late the timers are, the waits are over in the order that was drawn: by number once in 40!.
    else
      assert.notDeepEqual(
        clients,
        clients.toSorted((a, b) => a - b),
      );
  });
}

test("a client's queue is bounded", async (t) => {
  const { service } = await started(t);
  const { driver, observer, send } = await driverTo(t, service.port, { config: { queueEvents: 2 } });
  await driver.open();
  await service.close();
  send(1, 2, 3);
  assert.deepEqual(observer.refusedEvents, [[0, 3, "client queue full"]]);
  assert.equal(driver.pending(), 2);
});

test("an event that is never acknowledged is given up after a session", async (t) => {
  const { service } = await started(t);
  const { driver, observer, send } = await driverTo(t, service.port, {
    config: { sessionSeconds: 0.1, ackTimeoutSeconds: 0.04 },
  });
  await driver.open();
  await service.close();
  send(1);
  await until(() => driver.pending() === 0);
  assert.deepEqual(observer.refusedEvents, [[0, 1, "not acknowledged in time"]]);
});

test("a service that is slower than the ack timeout gets an event twice and takes it once", async (t) => {
  const { service, observer: inService } = await started(t);
  const { driver, observer, send } = await driverTo(t, service.port, { config: { ackTimeoutSeconds: 0.04 } });
  await driver.open();
  service.misbehave({ delayMs: 120 });
  send(1, 2);
  await until(() => observer.ackedEvents.length === 2 && inService.suppressedEvents.length >= 2);
  assert.ok(observer.retriedEvents.length >= 2);
  assert.deepEqual(events(inService.deliveredEvents), [1, 2]);
  const problems = [...new Set(observer.problems)];
  assert.deepEqual([problems, observer.refusedEvents], [["no acknowledgement in time (tried again)"], []]);
});

test("what a slow handler is at work on keeps its whole delay, and nothing overtakes it", async (t) => {
  const { service, observer: inService } = await started(t);
  const { driver, send } = await driverTo(t, service.port);
  await driver.open();
  const fromMs = performance.now();
  service.misbehave({ delayMs: 200 });
  send(1, 2, 3);
  await until(() => service.pending() === 3);
  service.misbehave(null);
  send(4);
  await until(() => driver.pending() === 0);
  assert.ok(performance.now() - fromMs >= 200);
  assert.deepEqual(events(inService.deliveredEvents), [1, 2, 3, 4]);
});

test("what the service refuses with a time is sent again after that time", async (t) => {
  const { service, observer: inService } = await started(t);
  const { driver, observer, send } = await driverTo(t, service.port, {
    config: { reconnect: { ...SOON, maxSeconds: 1 } },
  });
  await driver.open();
  const index = Array.from({ length: 100 }, (_, i) => i).find(
    (i) => isHit("refuse", 0.5, i) && !isHit("refuse", 0.5, i, 1),
  )!;
  service.misbehave({ refuse: { share: 0.5, status: 429, retryAfterSeconds: 0.1 } });
  const from = performance.now();
  send(index);
  await until(() => driver.pending() === 0);
  assert.ok(performance.now() - from >= 99);
  assert.deepEqual([events(observer.retriedEvents), events(inService.deliveredEvents)], [[index], [index]]);
  assert.deepEqual(observer.refusedEvents, []);
});

test("a service that says nothing any more is given up within two heartbeats, and asked again", async (t) => {
  const { service } = await started(t); // pings every 30 s: for this client it is silent
  const { driver, observer } = await driverTo(t, service.port, { config: { heartbeatSeconds: 0.1 } });
  await driver.open();
  const openedMs = performance.now();
  await until(() => observer.disconnectedClients.length === 1);
  assert.ok(performance.now() - openedMs >= 100);
  assert.deepEqual(observer.problems, ["connection lost: no heartbeat from the service"]);
  await until(() => observer.connectedClients.length === 2);
});

test("clients whose tokens end come back with new ones, and nothing is lost", async (t) => {
  const tokenSeconds = 0.15;
  const { service } = await started(t, { flow: "broadcast", clients: 3, config: { tokenSeconds } });
  const settings = { flow: "broadcast", clients: 3, config: { tokenSeconds } } as const;
  const { driver, observer } = await driverTo(t, service.port, settings);
  await driver.open();
  let index = 0;
  while (observer.connectedClients.length < 3 * 3) {
    service.publish(index, event(index));
    index++;
    await setTimeout(2);
  }
  await until(() => service.pending() === 0);
  assert.ok(observer.problems.includes("closed by the service: 1008 token expired"));
  assert.equal(observer.deliveredEvents.length, index * 3);
});

test("a slow reader gets no more than it reads; when it is well again it gets the rest", async (t) => {
  const { service } = await started(t, { flow: "broadcast", clients: 1 });
  const { driver, observer } = await driverTo(t, service.port, { flow: "broadcast" });
  await driver.open();
  driver.misbehave({ slowReading: { share: 1, bytesPerSecond: 1000 } });
  const text = "x".repeat(60_000);
  for (let index = 0; index < 100; index++) service.publish(index, event(index, text));
  await until(() => observer.deliveredEvents.length > 0);
  await setTimeout(50);
  assert.ok(observer.deliveredEvents.length <= 2, `${observer.deliveredEvents.length}`);
  driver.misbehave(null);
  await until(() => service.pending() === 0);
  assert.equal(observer.deliveredEvents.length, 100);
});
