/**
 * More than 10,000 bad upgrades, messages and frames to the WebSocket service and client: none is taken, nothing breaks or
 * grows.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { WebSocketServer } from "ws";
import { loopbackUrl } from "../../../src/loopback.js";
import { seededRandom } from "../../../src/random.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { config } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import { MessageKey } from "../../../src/transports/websocket/message-signature.js";
import { startService } from "../../../src/transports/websocket/service.js";
import {
  badFrames,
  badMessages,
  badUpgrades,
  bodyOf,
  SECRET,
  type Signer,
  signed,
  upgradeOf,
} from "../../conformance/corpora/bad-messages.js";
import { RawWebSocket, upgradeRequest } from "../../conformance/corpora/raw-websocket.js";
import { CountingObserver, settledMemoryBytes } from "../../conformance/corpora/watch.js";

const CLIENTS = 16;
const UPGRADES = 800;
const FRAMES = 600;
/** Warms up, and then thrice the same: what grows with every message grows every time. */
const PASSES = [2300, 2000, 2000, 2000];
const TO_CLIENT = 400;
const MESSAGES_AT_ONCE = 50;
/** Per message. The heap itself moves by a few hundred kilobytes; a leak of one buffer or closure each would be seen. */
const GROWTH_BYTES = 300;
const DELIVERED_FIRST = 20;
const LIMIT = { timeout: 60_000 };

const options = () => ({
  config: config.parse({ signature: "hmac-sha256", tokenSeconds: 3600 }),
  guarantee: "at-most-once" as const, // who sends an event twice has listened
  secret: SECRET,
  observer: new CountingObserver(),
});

async function started(t: TestContext) {
  const { observer, ...rest } = options();
  const topology = { flow: "ingest" as const, clients: CLIENTS + 1, roomSize: CLIENTS + 1 };
  const service = await startService({ ...rest, observer, topology, port: 0 });
  t.after(() => service.close());
  const { port } = service;
  const join = async (client: number): Promise<RawWebSocket> => {
    const opened = await RawWebSocket.open(port, upgradeRequest(upgradeOf(client)));
    assert.equal(opened.status, 101);
    return opened;
  };
  return { observer, port, join };
}

/** One after the other from a table, as many as asked for. */
function* each<Make>(table: Record<string, Make>, count: number): Generator<[name: string, make: Make, index: number]> {
  const entries = Object.entries(table);
  for (let index = 0; index < count; index++) yield [...entries[index % entries.length]!, index];
}

test("no bad upgrade opens a WebSocket", LIMIT, async (t) => {
  const { observer, port, join } = await started(t);
  const random = seededRandom(1, "upgrades");
  await concurrently(CLIENTS, each(badUpgrades, UPGRADES), async ([kind, make, index]) => {
    const { status, socket } = await RawWebSocket.open(port, make(random, index % CLIENTS));
    assert.ok(status === undefined || (status >= 400 && status < 500), `${kind}: ${status}`);
    socket.destroy();
  });
  assert.equal(observer.deliveries, 0);
  assert.ok(observer.reasons.size < 10, `${[...observer.reasons.keys()]}`);
  (await join(0)).socket.destroy();
});

/** Good messages that are delivered first, to be replayed. */
function signerOf(direction: Signer["direction"]): Signer {
  const unsent: Signer = { key: new MessageKey(SECRET, 0), direction, delivered: [] };
  return { ...unsent, delivered: Array.from({ length: DELIVERED_FIRST }, (_, i) => signed(unsent, 1_000_000 + i)) };
}

test("no bad message is taken by the service, and its memory stays flat", LIMIT, async (t) => {
  const { observer, join } = await started(t);
  const raw = await join(0);
  const signer = signerOf("to-service");
  raw.send(signer.delivered);
  await observer.taken(DELIVERED_FIRST);

  const random = seededRandom(1, "messages");
  const memory: number[] = [];
  for (const count of PASSES) {
    let batch: Buffer[] = [];
    for (const [kind, make, index] of each(badMessages, count)) {
      batch.push(make(random, signer, index));
      if (batch.length < MESSAGES_AT_ONCE) continue;
      const answers = await raw.ask(batch);
      const wrong = batch.findIndex((_, i) => !answers[i]?.includes('{"error":'));
      assert.equal(wrong, -1, `up to ${kind}: ${answers[wrong] ?? "no answer"} to ${batch[wrong]}`);
      batch = [];
    }
    memory.push(await settledMemoryBytes());
  }
  const growth = memory.slice(1).map((bytes, i) => bytes - memory[i]!);
  assert.ok(Math.min(...growth) < PASSES[1]! * GROWTH_BYTES, `memory grew by ${growth.join(", ")} bytes`);
  assert.equal(observer.deliveries, DELIVERED_FIRST);
  assert.ok(observer.reasons.size < 10, `${[...observer.reasons.keys()]}`);
  raw.send([signed(signer, 2_000_000)]);
  await observer.taken(DELIVERED_FIRST + 1);
  raw.socket.destroy();
});

test("no bad frame is taken by the service", LIMIT, async (t) => {
  const { observer, join } = await started(t);
  const random = seededRandom(1, "frames");
  const free = Array.from({ length: CLIENTS }, (_, client) => client);
  await concurrently(CLIENTS, each(badFrames, FRAMES), async ([, make, index]) => {
    const client = free.pop()!;
    const { socket } = await join(client);
    const closed = once(socket, "close");
    socket.end(make(random, index));
    await closed;
    free.push(client);
  });
  assert.equal(observer.deliveries, 0);
  assert.ok(observer.reasons.size < 60, `${[...observer.reasons.keys()]}`);
  (await join(CLIENTS)).send([new MessageKey(SECRET, CLIENTS).sign("to-service", bodyOf(1))]);
  await observer.taken(1);
});

test("no bad message is taken by the client, which gives a connection up for most of them", LIMIT, async (t) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { observer, config, ...rest } = options();
  const driver = await createDriver({
    ...rest,
    observer,
    config: { ...config, reconnect: { minSeconds: 0.001, maxSeconds: 0.001, jitter: "none" } },
    topology: { flow: "relay", clients: 2, roomSize: 2 },
    endpoint: { url: loopbackUrl((server.address() as AddressInfo).port) },
    clients: [0],
  });
  t.after(async () => {
    await driver.close();
    server.close();
  });
  const signer = signerOf("to-client");
  const random = seededRandom(1, "to the client");
  const bad = each(badMessages, TO_CLIENT);
  let isOver = false;
  server.on("connection", (socket) => {
    const send = (message: Buffer): void => socket.send(message, { binary: false });
    const next = (): void => {
      const one = bad.next();
      if (one.done) isOver = true;
      else send(one.value[1](random, signer, one.value[2]));
      socket.ping(); // a pong: it stays; else it comes again
    };
    socket.on("pong", () => {
      if (!isOver) next();
      else if (observer.deliveries === DELIVERED_FIRST) send(signed(signer, 2_000_000));
    });
    if (observer.deliveries === 0) for (const message of signer.delivered) send(message);
    next();
  });
  await driver.open();
  await observer.taken(DELIVERED_FIRST + 1);
  assert.ok(isOver);
  assert.equal(observer.deliveries, DELIVERED_FIRST + 1);
  assert.ok(observer.reasons.size < 20, `${[...observer.reasons.keys()]}`);
});
