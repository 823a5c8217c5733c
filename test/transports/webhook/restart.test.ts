/** A service that is gone from one moment to the next, and its successor with the same journal. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { type Flow, SERVICE } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { freePort } from "../../../src/services/free-port.js";
import { recover } from "../../../src/transports/delivery/recovery.js";
import type { Driver, Journal, JournalEntry } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { startService } from "../../../src/transports/webhook/service.js";
import { RecordingObserver, until } from "./recording-observer.js";

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

class MemoryJournal implements Journal {
  readonly written: JournalEntry[] = [];
  /** What a killed process had written is all there is; what it writes after that is not. */
  dead = false;
  constructor(earlier: Iterable<JournalEntry> = []) {
    this.written.push(...earlier);
  }
  entries = (): Iterable<JournalEntry> => [...this.written];
  accepted = (client: number, index: number, body: Buffer) => this.#write({ kind: "accepted", client, index, body });
  settled = (client: number, index: number) => this.#write({ kind: "settled", client, index });
  #write(entry: JournalEntry): void {
    if (!this.dead) this.written.push(entry);
  }
}

const envelope = (index: number) => encodeEnvelope(index, "test", 0, '{"text":"né"}');

async function start(flow: Flow, clients: number) {
  const common = {
    config: config.parse({ retries: { schedule: Array(50).fill(0.02), jitter: "full" } }),
    topology: { flow, clients, roomSize: flow === "relay" ? clients : 1 },
    guarantee: "at-least-once",
    secret: "a secret",
  } as const;
  const atClients = new RecordingObserver();
  const startOne = async (port: number, journal: MemoryJournal) => {
    const observer = new RecordingObserver();
    const service = await startService({ ...common, observer, port, journal });
    closers.push(() => service.close());
    return { service, observer, journal };
  };
  const first = await startOne(await freePort(), new MemoryJournal());
  const { port } = first.service;
  const all = [...Array(clients).keys()];
  const driver = await createDriver({
    ...common,
    observer: atClients,
    endpoint: { url: loopbackUrl(port) },
    clients: all,
  });
  closers.push(() => driver.close());
  await driver.open();
  first.service.subscribe(driver.subscribers());
  const kill = async () => {
    first.journal.dead = true;
    await first.service.close();
  };
  return { first, kill, driver, atClients, restart: () => startOne(port, new MemoryJournal(first.journal.written)) };
}

const send = (driver: Driver, client: number, index: number): void =>
  driver.send(client, index, driver.prepare(client, index, envelope(index)));

test("a receiver's successor knows what was taken, and gets what was not", async () => {
  const { first, kill, driver, atClients, restart } = await start("ingest", 3);
  for (let index = 0; index < 100; index++) send(driver, index % 3, index);
  await first.observer.until("delivered", 20);
  await kill();
  for (let index = 100; index < 130; index++) send(driver, index % 3, index);
  const second = await restart();
  await atClients.until("acked", 130);
  // What was delivered is what is in the journal: written before the answer, by whichever process it was.
  const accepted = second.journal.written.filter(({ kind }) => kind === "accepted").map(({ index }) => index);
  assert.deepEqual(
    accepted.sort((a, b) => a - b),
    [...Array(130).keys()],
  );
  assert.deepEqual(atClients.of("refused"), []);
  assert.equal(driver.pending(), 0);
});

test("a copy of what the killed process took is suppressed by its successor", async () => {
  const { first, kill, driver, atClients, restart } = await start("ingest", 1);
  send(driver, 0, 7);
  await atClients.until("acked", 1);
  await kill();
  const second = await restart();
  send(driver, 0, 7);
  await atClients.until("acked", 2);
  assert.deepEqual(second.observer.pairs("suppressed"), [`${SERVICE}:7`]);
  assert.deepEqual(second.observer.of("delivered"), []);
  assert.equal(first.observer.of("delivered").length, 1);
});

test("a relay's successor delivers what was accepted and not settled, once it knows where to", async () => {
  const { first, kill, driver, atClients, restart } = await start("relay", 4);
  const others = (sender: number) => [0, 1, 2, 3].filter((client) => client !== sender);
  driver.misbehave({ refuse: { share: 0.7, status: 503 } });
  for (let index = 0; index < 40; index++) send(driver, index % 4, index);
  await atClients.until("delivered", 10);
  await kill();
  const owed = first.journal.written.length;
  assert.ok(owed > 0);
  driver.misbehave(null);
  const second = await restart();
  for (let index = 40; index < 50; index++) send(driver, index % 4, index); // before it knows where to
  await atClients.until("acked", 50);
  assert.ok(second.service.pending() > 0);
  assert.deepEqual(second.observer.of("refused"), []);
  assert.equal([...second.service.outstanding()].length, second.service.pending());
  second.service.subscribe(driver.subscribers());
  await until(() => second.service.pending() === 0);
  const expected = [...Array(50).keys()].flatMap((index) => others(index % 4).map((client) => `${client}:${index}`));
  assert.deepEqual(atClients.pairs("delivered"), expected.sort());
  assert.deepEqual([...atClients.of("refused"), ...second.observer.of("refused")], []);
});

test("a journal says which deliveries of which rooms are owed", () => {
  const topology = { flow: "relay", clients: 5, roomSize: 3 } as const; // rooms of 0 1 2 and 3 4
  const body = envelope(1);
  const journal = new MemoryJournal([
    { kind: "accepted", client: 1, index: 1, body },
    { kind: "accepted", client: 3, index: 2, body },
    { kind: "settled", client: 0, index: 1 },
    { kind: "accepted", client: 4, index: 3, body },
    { kind: "settled", client: 3, index: 3 },
    { kind: "settled", client: 2, index: 9 },
  ]);
  const none = Buffer.alloc(0);
  assert.deepEqual(
    [...recover(journal, topology)],
    [
      { sender: 1, index: 1, body, owedTo: [2] },
      { sender: 3, index: 2, body, owedTo: [4] },
      { sender: 4, index: 3, body: none, owedTo: [] },
    ],
  );
  const known = [...recover(journal, { ...topology, flow: "ingest" })];
  assert.deepEqual(
    known.map(({ index, body, owedTo }) => [index, body.length, owedTo]),
    [
      [1, 0, []],
      [2, 0, []],
      [3, 0, []],
    ],
  );
});

test("under at-most-once nothing is written down", async () => {
  const journal = new MemoryJournal();
  const observer = new RecordingObserver();
  const common = {
    config: config.parse({}),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-most-once",
    secret: "a secret",
    observer,
  } as const;
  const service = await startService({ ...common, port: 0, journal });
  const driver = await createDriver({ ...common, endpoint: { url: loopbackUrl(service.port) }, clients: [0] });
  closers.push(
    () => service.close(),
    () => driver.close(),
  );
  send(driver, 0, 1);
  await observer.until("acked", 1);
  assert.deepEqual(journal.written, []);
});
