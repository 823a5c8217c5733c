/** What becomes of events that come whole: in time, late, refused, held back; on a clock that the test moves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DueQueue } from "../../../../src/transports/delivery/due-queue.js";
import { type Arrival, Handling, type Refusal } from "../../../../src/transports/delivery/receiving/handling.js";
import { isHit } from "../../../../src/transports/delivery/receiving/misbehaviour.js";
import type { Misbehaviour } from "../../../../src/transports/transport.js";
import { VirtualTimer } from "../virtual-timer.js";

function start({ keepsOrder = true, patienceMs = 1000 as number | undefined } = {}) {
  const timer = new VirtualTimer();
  const told: string[] = [];
  const known = new Set<string>();
  /** What cannot be taken now. */
  const full = new Set<string>();
  const name = ({ client, index }: Arrival) => `${client}:${index}`;
  const handling: Handling<Arrival> = new Handling(
    {
      isKnown: (client, number) => known.has(`${client}:${number}`),
      take(arrival) {
        if (full.has(name(arrival))) {
          handling.refuse(arrival, { reason: "full", status: 500 });
          return;
        }
        known.add(name(arrival));
        told.push(`take ${name(arrival)} at ${timer.now}`);
      },
      refuse: (arrival, { status }: Refusal) => told.push(`refuse ${name(arrival)}: ${status}`),
      reset: (arrival) => told.push(`reset ${name(arrival)}`),
    },
    { keepsOrder, patienceMs, delayed: new DueQueue(timer) },
  );
  const receive = (client: number, ...indexes: number[]) => {
    for (const index of indexes) handling.receive({ client, index, number: index });
  };
  return { handling, timer, told, receive, full };
}

const first = (isIt: (index: number) => boolean): number => {
  for (let index = 1; ; index++) if (isIt(index)) return index;
};

test("a delay that has begun is kept when its fault ends, and when others begin or end beside it", () => {
  for (const changes of [[null], [{ delayMs: 300, refuse: { share: 0.001, status: 503 } }, { delayMs: 300 }, null]]) {
    const { handling, timer, told, receive } = start();
    handling.misbehave({ delayMs: 300 });
    receive(1, 7);
    timer.advance(100);
    for (const how of changes) handling.misbehave(how as Misbehaviour | null);
    timer.advance(299);
    assert.deepEqual([told, handling.pending], [[], 1]);
    timer.advance(300);
    assert.deepEqual([told, handling.pending], [["take 1:7 at 300"], 0]);
  }
});

test("what comes after a slow handler does not overtake it, but for other clients and where no order is kept", () => {
  for (const keepsOrder of [true, false]) {
    const { handling, timer, told, receive } = start({ keepsOrder });
    handling.misbehave({ delayMs: 300 });
    receive(1, 1);
    handling.misbehave(null);
    receive(1, 2);
    receive(2, 3);
    timer.advance(300);
    const late = ["take 2:3 at 0", "take 1:1 at 300", "take 1:2 at 300"];
    assert.deepEqual(told, keepsOrder ? late : ["take 1:2 at 0", "take 2:3 at 0", "take 1:1 at 300"]);
  }
});

test("a copy of what a slow handler is at work on meets no fate and is not taken before it", () => {
  for (const keepsOrder of [true, false]) {
    const { handling, timer, told, receive } = start({ keepsOrder });
    handling.misbehave({ delayMs: 300 });
    receive(1, 1);
    handling.misbehave({ refuse: { share: 1, status: 503 } });
    receive(1, 1);
    assert.equal(handling.fateOf(1, 1), "take");
    timer.advance(300);
    assert.deepEqual(told, ["take 1:1 at 300", "take 1:1 at 300"]);
  }
});

test("attempts are counted on while another fault begins or ends", () => {
  const index = first((one) => isHit("refuse", 0.5, one, 0) && !isHit("refuse", 0.5, one, 1));
  const { handling, told, receive } = start();
  handling.misbehave({ refuse: { share: 0.5, status: 503 } });
  receive(1, index);
  handling.misbehave({ refuse: { share: 0.5, status: 503 }, slowReading: { share: 1, bytesPerSecond: 1 } });
  handling.misbehave({ refuse: { share: 0.5, status: 503 } });
  receive(1, index);
  assert.deepEqual(told, [`refuse 1:${index}: 503`, `take 1:${index} at 0`]);
});

test("what follows a refused event is passed over until it comes again, or its connection is new", () => {
  const { handling, told, receive } = start();
  handling.misbehave({ refuse: { share: 1, status: 429 } });
  receive(1, 1);
  receive(2, 1);
  handling.misbehave(null);
  receive(1, 2);
  handling.reconnected(2);
  receive(2, 2);
  receive(1, 1, 2);
  assert.deepEqual(told, [
    ...["refuse 1:1: 429", "refuse 2:1: 429"],
    ...["take 2:2 at 0", "take 1:1 at 0", "take 1:2 at 0"],
  ]);
});

test("what cannot be taken in the end is refused, and what was at work behind it comes again", () => {
  const { handling, timer, told, receive, full } = start();
  handling.misbehave({ delayMs: 10 });
  full.add("1:1");
  receive(1, 1, 2);
  receive(2, 2);
  timer.advance(10);
  assert.deepEqual(told.splice(0), ["refuse 1:1: 500", "take 2:2 at 10"]);
  full.clear();
  receive(1, 2, 1, 2);
  timer.advance(20);
  assert.deepEqual(told, ["take 1:1 at 20", "take 1:2 at 20"]);
  assert.equal(handling.pending, 0);
});

test("whatever faults come and go, each event is taken once in time, and in order where order is kept", () => {
  const step = fc.oneof(
    fc.record({ events: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ delayMs: fc.constantFrom(0, 10, 50) }),
    fc.record({ passMs: fc.integer({ min: 0, max: 30 }) }),
  );
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (keepsOrder, steps) => {
      const { handling, timer, told, receive } = start({ keepsOrder });
      const dueMs: number[] = [];
      let delayMs = 0;
      for (const one of steps) {
        if ("events" in one) {
          for (let i = 0; i < one.events; i++) {
            dueMs.push(timer.now + delayMs);
            receive(1, dueMs.length - 1);
          }
        } else if ("delayMs" in one) {
          delayMs = one.delayMs;
          handling.misbehave(delayMs === 0 ? null : { delayMs });
        } else timer.advance(timer.now + one.passMs);
      }
      timer.advance(timer.now + 100);
      const latest = dueMs.map((_, index) => Math.max(...dueMs.slice(0, index + 1)));
      const expected = (keepsOrder ? latest : dueMs).map((atMs, index) => `take 1:${index} at ${atMs}`);
      assert.deepEqual(keepsOrder ? told : [...told].sort(), keepsOrder ? expected : expected.sort());
    }),
  );
});
