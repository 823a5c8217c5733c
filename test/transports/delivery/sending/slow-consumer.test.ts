/** Clients that read more slowly than events come: what each policy does, and that memory stays bounded. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { Guarantee } from "../../../../src/flow.js";
import { Conflation, type SlowConsumerPolicy } from "../../../../src/transports/delivery/sending/slow-consumer.js";
import { ack, event, joined, started } from "../../websocket/peer.js";
import { until } from "../../websocket/recording-observer.js";

const MAX_BUFFERED_BYTES = 65_536;
const TEXT = "x".repeat(32_000);
/** More than the kernel's buffers of both sides hold. */
const EVENTS = 400;

/** A service whose only client has stopped reading, with so many events published that the kernel holds no more. */
async function congested(t: TestContext, policy: SlowConsumerPolicy, guarantee: Guarantee, ackWindow = 1000) {
  const { service, observer } = await started(t, {
    flow: "broadcast",
    guarantee,
    clients: 1,
    config: { slowConsumer: { policy, maxBufferedBytes: MAX_BUFFERED_BYTES }, ackWindow },
  });
  const { socket, received, epoch } = await joined(t, service, 0);
  socket.pause();
  for (let index = 0; index < EVENTS; index++) {
    service.publish(index, event(index, TEXT));
    await new Promise(setImmediate); // so that the kernel takes what it can
  }
  return { service, observer, socket, received, epoch };
}

const numberOf = (text: string) => Number(text.slice(11, 21));

test("drop: what does not fit is refused; what was sent arrives", async (t) => {
  const { observer, socket, received } = await congested(t, "drop", "at-most-once");
  assert.ok(observer.refusedEvents.length > 0);
  assert.equal(observer.sentEvents.length + observer.refusedEvents.length, EVENTS);
  assert.ok(observer.refusedEvents.every(([, , reason]) => reason === "slow consumer: dropped"));
  socket.resume();
  await until(() => received.length === observer.sentEvents.length);
});

test("drop, at least once: refused is final, what was sent is owed, and waits in bounded memory", async (t) => {
  const { service, observer } = await congested(t, "drop", "at-least-once", 4);
  const owed = [...service.outstanding()].length;
  assert.equal(owed + observer.refusedEvents.length, EVENTS);
  // Four are under way; what waits behind them is not above the limit by more than one event.
  const waiting = owed - 4;
  assert.ok(waiting * TEXT.length < MAX_BUFFERED_BYTES + 2 * TEXT.length, `${waiting} wait`);
});

test("conflate: of each sender and type the latest waits; it arrives when the client reads again", async (t) => {
  const { service, observer, socket, received } = await congested(t, "conflate", "at-most-once");
  assert.ok(observer.refusedEvents.every(([, , reason]) => reason === "slow consumer: conflated"));
  assert.equal(observer.sentEvents.length + observer.refusedEvents.length, EVENTS - 1);
  assert.ok(service.pending() >= 1);
  assert.deepEqual([...service.outstanding()], [[0, EVENTS - 1]]);
  socket.resume();
  await until(() => received.length === observer.sentEvents.length && service.pending() === 0);
  assert.equal(numberOf(received.at(-1)!), EVENTS - 1);
});

test("conflate, at least once: what waits is owed, and delivered to the client that comes back", async (t) => {
  const { service, observer, socket, epoch } = await congested(t, "conflate", "at-least-once", 4);
  assert.ok(observer.refusedEvents.length > 0);
  const owed = [...service.outstanding()].length;
  assert.equal(owed + observer.refusedEvents.length, EVENTS);
  socket.terminate();
  await until(() => service.counters().connectionsOpen === 0);
  assert.equal(service.pending(), owed);
  const again = await joined(t, service, 0, { query: `&resume=0&epoch=${epoch}` });
  again.socket.on("message", (data) => again.socket.send(ack(numberOf(String(data)))));
  for (const text of again.received) again.socket.send(ack(numberOf(text)));
  await until(() => service.pending() === 0);
  const numbers = again.received.filter((text) => text.startsWith('{"id"')).map(numberOf);
  assert.equal(numbers.at(-1), EVENTS - 1);
});

test("disconnect: the connection is closed with 1013; at most once, events are refused until the client is back", async (t) => {
  const { observer, socket } = await congested(t, "disconnect", "at-most-once");
  assert.equal(observer.sentEvents.length + observer.refusedEvents.length, EVENTS);
  assert.ok(observer.refusedEvents.length > 0);
  socket.resume();
  const [code, reason] = await once(socket, "close");
  assert.deepEqual([code, String(reason)], [1013, "slow consumer: disconnected"]);
  await until(() => observer.problems.length === 1);
  assert.deepEqual(observer.problems, ["slow consumer: disconnected"]);
});

test("disconnect: at least once, the client comes back and gets the rest", async (t) => {
  const { service, observer, socket, received, epoch } = await congested(t, "disconnect", "at-least-once");
  assert.deepEqual([observer.refusedEvents, service.pending() >= EVENTS], [[], true]);
  socket.resume();
  const [code] = await once(socket, "close");
  assert.equal(code, 1013);
  const had = received.length;
  const again = await joined(t, service, 0, { query: `&resume=${had}&epoch=${epoch}` });
  again.socket.on("message", (data) => again.socket.send(ack(numberOf(String(data)))));
  for (const text of again.received) again.socket.send(ack(numberOf(text)));
  await until(() => service.pending() === 0);
  assert.deepEqual(
    [...received, ...again.received].map(numberOf),
    Array.from({ length: EVENTS }, (_, index) => index),
  );
});

test("conflation keeps the order of what is left, and stops looking when nothing waits", async () => {
  const released: number[] = [];
  const conflation: Conflation<string> = new Conflation({ bytes: 100, events: 100 }, (client) => {
    released.push(client);
    conflation.take(client);
  });
  assert.deepEqual(conflation.put(1, "a", "a1"), []);
  conflation.put(1, "b", "b1");
  assert.deepEqual(conflation.put(1, "a", "a2"), ["a1"]);
  conflation.put(2, "a", "a3");
  assert.deepEqual(
    [...conflation.entries()],
    [
      [1, "b1"],
      [1, "a2"],
      [2, "a3"],
    ],
  );
  assert.deepEqual([conflation.size, conflation.isWaiting(1), conflation.isWaiting(3)], [3, true, false]);
  assert.deepEqual(conflation.take(1), ["b1", "a2"]);
  await until(() => conflation.size === 0);
  assert.deepEqual(released, [2]);
});

test("conflation is bounded in bytes and in events, whatever the keys: the oldest go, the latest never", () => {
  const bounds = { bytes: 10, events: 3 };
  const conflation: Conflation<string> = new Conflation(bounds, () => {});
  try {
    const keys = fc.constantFrom("a", "b", "c", "d", "e", "f");
    const events = fc.array(fc.tuple(fc.nat(1), keys, fc.integer({ min: 1, max: 12 })), { maxLength: 60 });
    fc.assert(
      fc.property(events, (all) => {
        for (const client of [0, 1]) conflation.take(client);
        const gone: string[] = [];
        for (const [client, key, length] of all) {
          const event = key.repeat(length);
          gone.push(...conflation.put(client, key, event));
          const waiting = [...conflation.entries()].filter(([of]) => of === client).map(([, one]) => one);
          assert.equal(waiting.at(-1), event);
          assert.ok(waiting.length <= bounds.events);
          assert.ok(waiting.length === 1 || waiting.join("").length <= bounds.bytes, `${waiting}`);
        }
        assert.equal(gone.length + conflation.size, all.length);
      }),
      { seed: 1 },
    );
  } finally {
    conflation.stop();
  }
});
