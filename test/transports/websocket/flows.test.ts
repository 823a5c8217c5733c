/** Service and driver together: every flow, guarantee and compression, over real sockets. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { type Flow, flowNames, type Guarantee, guaranteeNames, SERVICE } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { config } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import { startService } from "../../../src/transports/websocket/service.js";
import { startCountingProxy } from "./counting-proxy.js";
import { RecordingObserver, until } from "./recording-observer.js";

const CLIENTS = 11; // rooms of 4, 4 and 3
const EVENTS = 200;

async function together(t: TestContext, flow: Flow, guarantee: Guarantee, deflate: boolean) {
  const common = {
    config: config.parse({ deflate }),
    topology: { flow, clients: CLIENTS, roomSize: 4 },
    guarantee,
    secret: "shared",
  };
  const inService = new RecordingObserver();
  const atClients = new RecordingObserver();
  const service = await startService({ ...common, port: 0, observer: inService });
  const proxy = await startCountingProxy(service.port);
  const clients = Array.from({ length: CLIENTS }, (_, client) => client);
  const driver = await createDriver({
    ...common,
    endpoint: { url: loopbackUrl(proxy.port) },
    clients,
    observer: atClients,
  });
  t.after(async () => {
    await driver.close();
    await proxy.close();
    await service.close();
  });
  await driver.open();
  return { service, proxy, driver, inService, atClients };
}

const body = (index: number) =>
  encodeEnvelope(index, "chat.message", index * 1e6, JSON.stringify({ text: `${index} `.repeat(1 + (index % 90)) }));
const senderOf = (index: number) => (index * 7) % CLIENTS;

/** The deliveries that must be made, by the rules of the flow spelled out once more. */
function expectedDeliveries(flow: Flow): string[] {
  const expected: string[] = [];
  for (let index = 0; index < EVENTS; index++) {
    if (flow === "ingest") expected.push(`${SERVICE} ${index}`);
    for (let client = 0; client < CLIENTS; client++) {
      const sameRoom = Math.floor(client / 4) === Math.floor(senderOf(index) / 4);
      if (flow === "broadcast" || (flow === "relay" && sameRoom && client !== senderOf(index)))
        expected.push(`${client} ${index}`);
    }
  }
  return expected.sort();
}

const sorted = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([client, index]) => `${client} ${index}`).sort();

for (const flow of flowNames) {
  for (const guarantee of guaranteeNames) {
    for (const deflate of [false, true]) {
      test(`${flow}, ${guarantee}${deflate ? ", deflate" : ""}: every delivery is made exactly once`, async (t) => {
        const { service, proxy, driver, inService, atClients } = await together(t, flow, guarantee, deflate);
        const expected = expectedDeliveries(flow);
        for (let index = 0; index < EVENTS; index++) {
          if (flow === "broadcast") service.publish(index, body(index));
          else driver.send(senderOf(index), index, driver.prepare(senderOf(index), index, body(index)));
        }
        const acks = guarantee === "at-least-once";
        if (acks) assert.ok((flow === "broadcast" ? service : driver).pending() > 0);
        const [delivered, sentByService] = [
          flow === "ingest" ? inService : atClients,
          flow === "ingest" ? [] : expected,
        ];
        await until(
          () => delivered.deliveredEvents.length >= expected.length && driver.pending() + service.pending() === 0,
        );

        assert.deepEqual(sorted(delivered.deliveredEvents), expected);
        const sends = Array.from({ length: EVENTS }, (_, index) => `${senderOf(index)} ${index}`).sort();
        assert.deepEqual(sorted(atClients.sentEvents), flow === "broadcast" ? [] : sends);
        assert.deepEqual(sorted(atClients.ackedEvents), flow === "broadcast" || !acks ? [] : sends);
        assert.deepEqual(sorted(inService.sentEvents), sentByService);
        assert.deepEqual(sorted(inService.ackedEvents), acks ? sentByService : []);
        for (const { problems, refusedEvents } of [inService, atClients])
          assert.deepEqual([problems, refusedEvents], [[], []]);

        await driver.close();
        await until(() => service.counters().connectionsOpen === 0);
        const { toService, fromService, connections } = proxy.counted;
        const atEnd = { connectionsOpened: CLIENTS, connectionsOpen: 0 };
        assert.equal(connections, CLIENTS);
        assert.deepEqual(driver.counters(), {
          bytesWritten: toService,
          bytesRead: fromService,
          ...atEnd,
          heartbeats: 0,
        });
        assert.deepEqual(service.counters(), { bytesWritten: fromService, bytesRead: toService, ...atEnd });
      });
    }
  }
}

test("the counters are exact while connections are open, too", async (t) => {
  const { service, proxy, driver, inService } = await together(t, "ingest", "at-least-once", false);
  const before = driver.counters();
  const encoded = driver.prepare(0, 1, body(1));
  driver.send(0, 1, encoded);
  await until(() => driver.pending() === 0);
  assert.equal(inService.deliveredEvents.length, 1);
  const after = driver.counters();
  assert.equal(after.bytesWritten - before.bytesWritten, encoded.length);
  assert.equal(after.bytesRead - before.bytesRead, 2 + '{"ack":"evt_0000000001"}'.length);
  assert.deepEqual([after.bytesWritten, after.bytesRead], [proxy.counted.toService, proxy.counted.fromService]);
  assert.equal(service.counters().connectionsOpen, CLIENTS);
});

test("when the service goes away, every unacked event is kept", async (t) => {
  const { service, driver, atClients } = await together(t, "ingest", "at-least-once", false);
  driver.send(3, 1, driver.prepare(3, 1, body(1)));
  await service.close();
  await until(() => atClients.disconnectedClients.length === CLIENTS);
  for (const reason of atClients.problems) assert.match(reason, /^connection lost: |^reconnect failed: /);
  assert.equal(atClients.ackedEvents.length + driver.pending(), 1);
  assert.deepEqual(atClients.refusedEvents, []);
});
