/**
 * Service and driver together while everything breaks: resets, refusals, slow handlers, dropped connections, and a service
 * that is closed hard and started again on the same port with the same journal. At least once, every delivery is made
 * exactly once, in order per sender; at most once, the loss is what was hit.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { type Flow, type Guarantee, SERVICE } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { freePort } from "../../../src/services/free-port.js";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import type { Misbehaviour, Service } from "../../../src/transports/transport.js";
import { config, type WebSocketConfig } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import { startService } from "../../../src/transports/websocket/service.js";
import { MemoryJournal } from "./memory-journal.js";
import { RecordingObserver, until } from "./recording-observer.js";

const CLIENTS = 12;
const ROOM_SIZE = 4;
const EVENTS = 240;
/** Events sent between two things that break. */
const STRETCH = 40;

const fast: Partial<WebSocketConfig> = {
  reconnect: { minSeconds: 0.005, maxSeconds: 0.05, jitter: "full" },
  ackTimeoutSeconds: 0.4,
  ackWindow: 16,
};
const body = (index: number) =>
  encodeEnvelope(index, "chat.message", index * 1e6, JSON.stringify({ text: `no. ${index}` }));
const senderOf = (index: number) => (index * 5) % CLIENTS;

interface Settings {
  flow: Flow;
  guarantee: Guarantee;
  config?: Partial<WebSocketConfig>;
}

/** A service that can be killed and started again, and the driver of its clients. */
async function together(t: TestContext, { flow, guarantee, config: more = {} }: Settings) {
  const common = {
    config: config.parse({ ...fast, ...more }),
    topology: { flow, clients: CLIENTS, roomSize: ROOM_SIZE },
    guarantee,
    secret: "shared",
  };
  const journal = new MemoryJournal();
  const inService = new RecordingObserver();
  const atClients = new RecordingObserver();
  const start = (port: number) =>
    startService({ ...common, port, observer: inService, ...(guarantee === "at-least-once" ? { journal } : {}) });
  let service: Service = await start(await freePort());
  const { port } = service;
  const clients = Array.from({ length: CLIENTS }, (_, client) => client);
  const driver = await createDriver({ ...common, endpoint: { url: loopbackUrl(port) }, clients, observer: atClients });
  t.after(async () => {
    await driver.close();
    await service.close();
  });
  await driver.open();
  return {
    inService,
    atClients,
    journal,
    driver,
    get service() {
      return service;
    },
    /** Hard: nothing is said to anybody, nothing is waited for. */
    async restart(downMs: number) {
      await service.close();
      await setTimeout(downMs);
      service = await start(port);
    },
    begin(from: number, to: number) {
      for (let index = from; index < to; index++) {
        if (flow === "broadcast") service.publish(index, body(index));
        else driver.send(senderOf(index), index, driver.prepare(senderOf(index), index, body(index)));
      }
    },
    settled: () => driver.pending() + service.pending() === 0,
  };
}

/** [recipient, event] of everything that must be delivered, by the rules of the flow spelled out once more. */
function expectedDeliveries(flow: Flow): string[] {
  const expected: string[] = [];
  for (let index = 0; index < EVENTS; index++) {
    if (flow === "ingest") expected.push(`${SERVICE} ${index}`);
    for (let client = 0; client < CLIENTS; client++) {
      const sameRoom = Math.floor(client / ROOM_SIZE) === Math.floor(senderOf(index) / ROOM_SIZE);
      if (flow === "broadcast" || (flow === "relay" && sameRoom && client !== senderOf(index)))
        expected.push(`${client} ${index}`);
    }
  }
  return expected.sort();
}

const sorted = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([client, index]) => `${client} ${index}`).sort();

/** Deliveries that came after a later event of the same sender at the same recipient. */
function outOfOrder(flow: Flow, delivered: readonly (readonly [number, number])[]): string[] {
  const last = new Map<string, number>();
  return delivered.flatMap(([recipient, index]) => {
    const key = `${recipient} ${flow === "broadcast" ? SERVICE : senderOf(index)}`;
    const late = index < (last.get(key) ?? -1);
    last.set(key, index);
    return late ? [`${recipient} ${index}`] : [];
  });
}

const faulty: Misbehaviour = { refuse: { share: 0.3, status: 503 }, reset: { share: 0.1 }, delayMs: 1 };

for (const [flow, signature] of [
  ["ingest", "none"],
  ["relay", "none"],
  ["relay", "hmac-sha256"],
  ["broadcast", "none"],
] as const) {
  test(`${flow}, at least once, signature ${signature}: whatever breaks, every delivery is made once and in order`, async (t) => {
    const run = await together(t, { flow, guarantee: "at-least-once", config: { signature } });
    const { driver, inService, atClients } = run;
    if (flow !== "broadcast") run.service.misbehave(faulty);
    if (flow !== "ingest") driver.misbehave(faulty);
    for (let from = 0; from < EVENTS; from += STRETCH) {
      run.begin(from, from + STRETCH);
      await setTimeout(10);
      if (from === STRETCH || from === 3 * STRETCH) driver.dropConnections();
      if (from === 2 * STRETCH && flow !== "broadcast") {
        await run.restart(30);
        run.service.misbehave(faulty);
      }
    }
    await until(run.settled, 20);
    const recipient = flow === "ingest" ? inService : atClients;
    assert.deepEqual(sorted(recipient.deliveredEvents), expectedDeliveries(flow));
    assert.deepEqual(outOfOrder(flow, recipient.deliveredEvents), []);
    assert.deepEqual([inService.refusedEvents, atClients.refusedEvents], [[], []]);
    assert.ok(inService.retriedEvents.length + atClients.retriedEvents.length > 0);
    assert.equal(atClients.connectedClients.length, atClients.disconnectedClients.length + CLIENTS);
    assert.ok(atClients.disconnectedClients.length >= CLIENTS);
    if (flow === "relay") assert.equal(run.journal.count("accepted"), EVENTS);
  });
}

test("ingest, at most once: refused is what is hit, and nothing is sent twice", async (t) => {
  const share = 0.3;
  const run = await together(t, { flow: "ingest", guarantee: "at-most-once" });
  run.service.misbehave({ refuse: { share, status: 503 } });
  run.begin(0, EVENTS);
  const all = Array.from({ length: EVENTS }, (_, index) => index);
  const hit = all.filter((index) => isHit("refuse", share, index));
  await until(() => run.atClients.refusedEvents.length === hit.length);
  await until(() => run.inService.deliveredEvents.length === EVENTS - hit.length);
  assert.ok(hit.length > 0);
  assert.deepEqual(
    run.atClients.refusedEvents.map(([, index]) => index).sort((a, b) => a - b),
    hit,
  );
  assert.deepEqual(new Set(run.atClients.refusedEvents.map(([, , reason]) => reason)), new Set(["refused: 503"]));
  assert.deepEqual([run.atClients.retriedEvents, run.inService.suppressedEvents], [[], []]);
  assert.equal(run.atClients.sentEvents.length, EVENTS);
});

test("relay, at most once: recipients that refuse are counted by the service", async (t) => {
  const run = await together(t, { flow: "relay", guarantee: "at-most-once" });
  run.driver.misbehave({ refuse: { share: 1, status: 500 } });
  run.begin(0, STRETCH);
  await until(() => run.inService.refusedEvents.length === STRETCH * (ROOM_SIZE - 1));
  assert.deepEqual([run.atClients.deliveredEvents, run.inService.retriedEvents], [[], []]);
});

test("relay, at most once: what breaks is lost or refused, never delivered twice", async (t) => {
  const run = await together(t, { flow: "relay", guarantee: "at-most-once" });
  run.service.misbehave(faulty);
  for (let from = 0; from < EVENTS; from += STRETCH) {
    run.begin(from, from + STRETCH);
    await setTimeout(5);
    if (from === STRETCH) run.driver.dropConnections();
    if (from === 3 * STRETCH) await run.restart(20);
  }
  await until(() => run.atClients.connectedClients.length === run.atClients.disconnectedClients.length + CLIENTS);
  await until(run.settled);
  const { deliveredEvents, refusedEvents, retriedEvents, suppressedEvents } = run.atClients;
  const expected = expectedDeliveries("relay");
  assert.equal(new Set(sorted(deliveredEvents)).size, deliveredEvents.length);
  assert.ok(deliveredEvents.length > 0 && deliveredEvents.length < expected.length, `${deliveredEvents.length}`);
  assert.ok(refusedEvents.length > 0);
  assert.deepEqual([retriedEvents, suppressedEvents], [[], []]);
});
