import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LaneQueue } from "../../src/network/lane-queue.js";

/** A pacer on a clock of its own: `turn` lets the next wake come, at its time. */
function virtualTime() {
  let nowNs = 0;
  let armed: { dueNs: number; wake: () => void } | undefined;
  return {
    clock: () => nowNs,
    pacer: {
      wakeAt(dueNs: number, wake: () => void) {
        assert.equal(armed, undefined, "one wake at a time");
        armed = { dueNs, wake };
      },
      close: async () => {},
    },
    turn(): boolean {
      if (!armed) return false;
      const { dueNs, wake } = armed;
      armed = undefined;
      nowNs = Math.max(nowNs, dueNs);
      wake();
      return true;
    },
  };
}

test("everyone is called once, never early, in the order of their times, however they were added", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (delays, sleep) => {
        const time = virtualTime();
        const queue = new LaneQueue(time.pacer, time.clock, sleep);
        const called: { atNs: number; nowNs: number }[] = [];
        const add = (delay: number): void => {
          // As in a relay, nothing is added that is due before the queue may wake.
          const atNs = time.clock() + sleep + delay;
          queue.add(atNs, { due: (nowNs) => void called.push({ atNs, nowNs }) });
        };
        for (const [i, delay] of delays.entries()) {
          add(delay);
          if (i % 3 === 0) time.turn();
        }
        while (time.turn());
        assert.equal(called.length, delays.length);
        for (const { atNs, nowNs } of called) assert.equal(nowNs, atNs, "at its time: neither before nor after");
      },
    ),
  );
});

test("what a call adds is called too", () => {
  const time = virtualTime();
  const queue = new LaneQueue(time.pacer, time.clock, 10);
  const times: number[] = [];
  const again = { due: (nowNs: number) => void (times.push(nowNs) < 4 && queue.add(nowNs + 10, again)) };
  queue.add(10, again);
  while (time.turn());
  assert.deepEqual(times, [10, 20, 30, 40]);
});
