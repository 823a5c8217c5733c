import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { runOpenLoop } from "../../src/generators/open-loop.js";
import type { Pacer } from "../../src/generators/pacing/pacer.js";

const due = (...times: number[]) => Float64Array.from(times);

/** A clock that only moves when the pacer sleeps (by `oversleepNs` too long) or an event begins. */
function virtualTime(oversleepNs: number, workNs: number) {
  let nowNs = 0;
  const pacer: Pacer = {
    wakeAt(dueNs, wake) {
      nowNs = Math.max(nowNs, dueNs) + oversleepNs;
      queueMicrotask(wake);
    },
    close: async () => {},
  };
  const work = (): void => {
    nowNs += workNs;
  };
  return { pacer, clock: () => nowNs, work };
}

test("every event begins once, in order, never before it is due, however late the timers and slow the work", async () => {
  const times = fc
    .array(fc.nat(10_000), { maxLength: 200 })
    .map((list) => Float64Array.from(list.sort((a, b) => a - b)));
  await fc.assert(
    fc.asyncProperty(times, fc.nat(500), fc.nat(50), async (dueNs, oversleepNs, workNs) => {
      const time = virtualTime(oversleepNs, workNs);
      const begun: number[] = [];
      await runOpenLoop(dueNs, time.pacer, time.clock, (event, nowNs) => {
        assert.ok(nowNs >= dueNs[event]!);
        begun.push(event);
        time.work();
      });
      assert.deepEqual(
        begun,
        Array.from(dueNs, (_, i) => i),
      );
    }),
  );
});

test("a stall is caught up and shifts nothing that comes later: the rate is kept", async () => {
  const time = virtualTime(0, 250);
  const begunNs: number[] = [];
  await runOpenLoop(due(100, 200, 300, 400, 900), time.pacer, time.clock, (event, nowNs) => {
    begunNs.push(nowNs);
    if (event === 0) time.work(); // a pause of 250 ns, in which two more fall due
  });
  assert.deepEqual(begunNs, [100, 350, 350, 400, 900]);
});

for (const [times, nowNs, expected, what] of [
  [due(10, 20, 30), 9, [], "nothing begins before the first is due"],
  [due(10, 20, 30), 10, [0], "an event begins at its very time"],
  [due(10, 20, 30), 25, [0, 1], "a late generator begins all that came due"],
  [due(10, 10, 10), 10, [0, 1, 2], "equal times begin together"],
] as const) {
  test(`at a single wake-up ${what}`, () => {
    const begun: number[] = [];
    const asleep: Pacer = { wakeAt: () => {}, close: async () => {} };
    void runOpenLoop(
      times,
      asleep,
      () => nowNs,
      (event) => begun.push(event),
    );
    assert.deepEqual(begun, expected);
  });
}

test("an empty schedule is over at once", async () => {
  const time = virtualTime(0, 0);
  await runOpenLoop(due(), time.pacer, time.clock, () => assert.fail("nothing is due"));
});

test("a generator that cannot keep up lets the event loop turn every half millisecond", async () => {
  const time = virtualTime(0, 100_000);
  const begunBeforeTurn: number[] = [];
  let begun = 0;
  const pacer: Pacer = {
    ...time.pacer,
    wakeAt(dueNs, wake) {
      begunBeforeTurn.push(begun);
      time.pacer.wakeAt(dueNs, wake);
    },
  };
  await runOpenLoop(new Float64Array(20), pacer, time.clock, () => {
    begun++;
    time.work();
  });
  assert.deepEqual(begunBeforeTurn, [6, 12, 18]);
});

test("an error in the driver ends the loop with that error", async () => {
  const time = virtualTime(0, 0);
  await assert.rejects(
    runOpenLoop(due(1), time.pacer, time.clock, () => {
      throw new Error("no socket");
    }),
    /no socket/,
  );
});

test("a wake that never comes ends the loop, which says how far it was: a generator must not be silent", async () => {
  const forgetful: Pacer = { wakeAt: () => {}, close: async () => {} };
  let nowNs = 15;
  const loop = runOpenLoop(
    due(10, 20, 30),
    forgetful,
    () => nowNs,
    () => {},
    1,
  );
  nowNs = 3_000_020;
  const kept = setTimeout(() => {}, 10_000); // the loop's own timer keeps no process
  await assert
    .rejects(loop, /the pacer does not wake the executor: 1 of 3 events have begun, the next was due 3 ms ago/)
    .finally(() => clearTimeout(kept));
});
