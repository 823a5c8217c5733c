import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dueBy, runOpenLoop } from "../../src/generators/open-loop.js";
import type { Pacer } from "../../src/generators/pacing/pacer.js";

const due = (...times: number[]) => Float64Array.from(times);

for (const [times, cursor, nowNs, expected, what] of [
  [due(10, 20, 30), 0, 9, 0, "nothing is due before the first"],
  [due(10, 20, 30), 0, 10, 1, "an event is due at its very time"],
  [due(10, 20, 30), 0, 25, 2, "a late generator finds all that came due"],
  [due(10, 20, 30), 2, 25, 2, "those that began are not found again"],
  [due(10, 10, 10), 0, 10, 3, "equal times are due together"],
  [due(), 0, 10, 0, "an empty schedule has nothing due"],
] as const) {
  test(`dueBy: ${what}`, () => assert.equal(dueBy(times, cursor, nowNs), expected));
}

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

test("an error in the driver ends the loop with that error", async () => {
  const time = virtualTime(0, 0);
  await assert.rejects(
    runOpenLoop(due(1), time.pacer, time.clock, () => {
      throw new Error("no socket");
    }),
    /no socket/,
  );
});
