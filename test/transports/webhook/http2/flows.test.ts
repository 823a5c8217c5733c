import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { SERVICE } from "../../../../src/flow.js";
import { until } from "../recording-observer.js";
import { type Closers, envelope, type Pair, pair, security, send } from "./pair.js";

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Both sides of the same connections, once what was under way is read. */
async function assertBothCountTheSame({ service, driver }: Pair): Promise<void> {
  const sides = () => [service.counters(), driver.counters()] as const;
  await until(
    () => sides()[0].bytesRead === sides()[1].bytesWritten && sides()[0].bytesWritten === sides()[1].bytesRead,
  );
  const [atService, atClients] = sides();
  assert.equal(atService.connectionsOpened, atClients.connectionsOpened);
  assert.equal(atService.tls?.plainBytesRead, atClients.tls?.plainBytesWritten);
  assert.deepEqual(atService.tls?.accepted, atClients.tls?.opened);
}

test("ingest: all events of a client go over one session", async () => {
  const both = await pair(closers, { topology: { flow: "ingest", clients: 2, roomSize: 1 } });
  const { driver, atService, atClients } = both;
  for (let index = 0; index < 300; index++) send(driver, index % 2, index);
  await atClients.until("acked", 300);
  assert.deepEqual(new Set(atService.pairs("delivered")).size, 300);
  assert.deepEqual([atClients.of("sent").length, atClients.of("retried").length], [300, 0]);
  assert.deepEqual([...atClients.reasons("problem"), ...atService.reasons("problem")], []);
  assert.equal(driver.counters().connectionsOpened, 2);
  assert.deepEqual([driver.pending(), [...driver.outstanding()]], [0, []]);
  await assertBothCountTheSame(both);
});

test("relay and broadcast: the service has one session to each subscriber", async () => {
  const room = { flow: "relay", clients: 4, roomSize: 4 } as const;
  const relay = await pair(closers, { topology: room });
  for (let index = 0; index < 40; index++) send(relay.driver, index % 4, index);
  await relay.atClients.until("delivered", 120);
  await relay.atService.until("acked", 120);
  assert.equal(relay.atClients.of("delivered").length, 120);
  assert.equal(relay.service.counters().connectionsOpened, 8);
  await assertBothCountTheSame(relay);
  const all = await pair(closers, { topology: { ...room, flow: "broadcast" } });
  for (let index = 0; index < 10; index++) all.service.publish(index, envelope(index));
  await all.atService.until("acked", 40);
  assert.equal(all.atClients.of("delivered").length, 40);
  assert.equal(all.service.pending(), 0);
  await assertBothCountTheSame(all);
});

test("a session for each event: full handshakes without resumption, else all but the first are resumed", async () => {
  for (const resumption of ["on", "off"] as const) {
    const both = await pair(closers, {
      topology: { flow: "ingest", clients: 1, roomSize: 1 },
      settings: { connection: "new", tls: { resumption } },
      tls: { ...security, resumption },
    });
    for (let index = 0; index < 5; index++) {
      send(both.driver, 0, index);
      await both.atClients.until("acked", index + 1);
    }
    const expected = resumption === "on" ? { full: 1, resumed: 4 } : { full: 5, resumed: 0 };
    assert.deepEqual(both.driver.counters().tls?.opened, expected);
    await until(() => both.service.counters().connectionsOpen === 0 && both.driver.counters().connectionsOpen === 0);
    await assertBothCountTheSame(both);
    assert.deepEqual(both.atClients.of("disconnected"), []);
    assert.deepEqual(both.atService.of("delivered")[0]?.client, SERVICE);
  }
});

test("a receiver that ends sessions while requests are on their way loses none, not even at-most-once", async () => {
  const { driver, atClients, atService } = await pair(closers, {
    topology: { flow: "ingest", clients: 4, roomSize: 1 },
    guarantee: "at-most-once",
    settings: { keepAliveSeconds: 0.02, headSeconds: 0.04, keepAliveRace: true },
  });
  const EVENTS = 100;
  for (let index = 0; index < EVENTS; index++) {
    send(driver, index % 4, index);
    await new Promise((resolve) => setTimeout(resolve, 7));
  }
  await until(() => driver.pending() === 0);
  assert.deepEqual(atClients.reasons("refused"), []);
  assert.deepEqual([atClients.of("acked").length, atService.of("delivered").length], [EVENTS, EVENTS]);
  assert.ok(atClients.of("connected").length > 4, "no session ended");
});
