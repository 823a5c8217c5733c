import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { monotonicNs } from "../../../src/clock.js";
import type { Pacer } from "../../../src/generators/pacing/pacer.js";
import { startPacer } from "../../../src/generators/pacing/registry.js";
import { spin } from "../../../src/generators/pacing/spin.js";
import { timerThread } from "../../../src/generators/pacing/timer-thread.js";
import { timers } from "../../../src/generators/pacing/timers.js";
import { type PacingName, pacingNames } from "../../../src/pacing.js";
import { NS_PER_MS, NS_PER_US } from "../../../src/units.js";
import { VirtualTime } from "./virtual-time.js";

const TURN_SHARE = 1 / 8;
const MOST_SAVED_NS = NS_PER_MS;

const pacersIn = {
  "timer-thread": (time) => timerThread(time.clock, TURN_SHARE, time.startThread, time.eventLoop),
  timers: (time) => timers(time.clock, time.eventLoop),
  spin: (time) => spin(time.clock, time.eventLoop),
} satisfies Record<PacingName, (time: VirtualTime) => Pacer>;

/** Waits for one due time after the other and returns when each wake came. */
function wakes(time: VirtualTime, pacer: Pacer, dueNs: readonly number[], workNs = 0): number[] {
  const cameNs: number[] = [];
  const next = (): void => {
    const due = dueNs[cameNs.length];
    if (due === undefined) return;
    let asked = false;
    pacer.wakeAt(due, () => {
      assert.ok(asked, "never before wakeAt has returned");
      cameNs.push(time.nowNs);
      time.nowNs += workNs;
      next();
    });
    asked = true;
  };
  next();
  while (!time.idle) time.step();
  return cameNs;
}

const disorder = fc.record({
  turnNs: fc.integer({ min: 10 * NS_PER_US, max: 100 * NS_PER_US }),
  oversleepNs: fc.nat(3 * NS_PER_MS),
  staleNs: fc.nat(2 * NS_PER_MS),
});
const gaps = fc.array(fc.oneof(fc.nat(200 * NS_PER_US), fc.nat(20 * NS_PER_MS)), { minLength: 1, maxLength: 20 });
const ascending = (gapsNs: readonly number[]): number[] => {
  let sumNs = 0;
  return gapsNs.map((gapNs) => {
    sumNs += gapNs;
    return sumNs;
  });
};

for (const name of pacingNames) {
  test(`${name}: each wake comes exactly once and never before it is due, however timers and threads behave`, () => {
    fc.assert(
      fc.property(disorder, gaps, fc.nat(50 * NS_PER_US), (habits, gapsNs, workNs) => {
        const time = new VirtualTime(habits);
        const dueNs = ascending(gapsNs);
        const cameNs = wakes(time, pacersIn[name](time), dueNs, workNs);
        assert.equal(cameNs.length, dueNs.length);
        for (const [i, atNs] of cameNs.entries()) assert.ok(atNs >= dueNs[i]!, `wake ${i} was early`);
      }),
    );
  });

  test(`${name}: what is overdue is woken at the next turn of the loop, without a timer or the thread`, () => {
    const time = new VirtualTime({ turnNs: 1_000, oversleepNs: 5 * NS_PER_MS });
    time.nowNs = 10 * NS_PER_MS;
    assert.deepEqual(wakes(time, pacersIn[name](time), [NS_PER_MS]), [10 * NS_PER_MS + 1_000]);
  });

  test(`${name}: once closed it wakes nobody, in whatever state it was`, async () => {
    for (const dueNs of [0, 1_500 * NS_PER_US, 50 * NS_PER_MS]) {
      for (const steps of [0, 1, 2]) {
        const time = new VirtualTime();
        const pacer = pacersIn[name](time);
        let closed = false;
        pacer.wakeAt(dueNs, () => assert.ok(!closed, "woken after close"));
        for (let i = 0; i < steps && !time.idle; i++) time.step();
        closed = true;
        await pacer.close();
        for (let i = 0; !time.idle; i++) {
          assert.ok(i < 10, "it still turns");
          time.step();
        }
      }
    }
  });

  test(`${name}: in real time it wakes once, not early, and closes without leaving anything that keeps the process`, async () => {
    const pacer = startPacer(name, "generator");
    for (const aheadNs of [3 * NS_PER_MS, 300 * NS_PER_US, 20 * NS_PER_US, -NS_PER_MS]) {
      const dueNs = monotonicNs() + aheadNs;
      let woken = 0;
      await new Promise<void>((resolve) =>
        pacer.wakeAt(dueNs, () => {
          woken++;
          assert.ok(monotonicNs() >= dueNs);
          setImmediate(resolve);
        }),
      );
      assert.equal(woken, 1);
    }
    pacer.wakeAt(monotonicNs() + 60e9, () => assert.fail("woken after close"));
    await pacer.close();
    const left = process.getActiveResourcesInfo().filter((kind) => ["Timeout", "MessagePort", "Worker"].includes(kind));
    assert.deepEqual(left, []);
  });
}

test("spin is late by less than a turn of the loop, however late timers are within 1 ms", () => {
  const TURN_NS = 10 * NS_PER_US;
  fc.assert(
    fc.property(fc.nat(NS_PER_MS), gaps, (oversleepNs, gapsNs) => {
      const time = new VirtualTime({ turnNs: TURN_NS, oversleepNs });
      const dueNs = ascending(gapsNs);
      const cameNs = wakes(time, spin(time.clock, time.eventLoop), dueNs);
      for (const [i, atNs] of cameNs.entries()) {
        const earliestNs = Math.max(dueNs[i]!, cameNs[i - 1] ?? 0);
        assert.ok(atNs - earliestNs <= TURN_NS, `wake ${i} came ${atNs - dueNs[i]!} ns late`);
      }
    }),
  );
});

test("the timer thread makes up for a wake-up of 80 µs: a thousand events a second are begun within a turn", () => {
  const time = new VirtualTime({ turnNs: 1_000, oversleepNs: 80 * NS_PER_US });
  const pacer = pacersIn["timer-thread"](time);
  time.nowNs = MOST_SAVED_NS / TURN_SHARE; // an allowance to begin with
  const dueNs = Array.from({ length: 200 }, (_, i) => time.nowNs + (i + 1) * NS_PER_MS);
  const cameNs = wakes(time, pacer, dueNs);
  const latenessNs = cameNs.map((atNs, i) => atNs - dueNs[i]!);
  assert.ok(Math.max(...latenessNs) <= 1_000, `${Math.max(...latenessNs)} ns`);
});

test("the timer thread turns the loop for no more than its share of the time, whatever the schedule", () => {
  const TURN_NS = 2 * NS_PER_US;
  fc.assert(
    fc.property(fc.nat(150 * NS_PER_US), gaps, (oversleepNs, gapsNs) => {
      const time = new VirtualTime({ turnNs: TURN_NS, oversleepNs });
      const dueNs = ascending(gapsNs.map((gapNs) => gapNs + 1));
      wakes(time, pacersIn["timer-thread"](time), dueNs);
      const overdrawnNs = TURN_NS * dueNs.length; // a wait ends with the turn in which its time comes
      assert.ok(time.turns * TURN_NS <= TURN_SHARE * time.nowNs + MOST_SAVED_NS + overdrawnNs);
    }),
  );
});

test("the timer thread without a share sleeps to the end: no turn is spent on what is not yet due", () => {
  const time = new VirtualTime();
  const dueNs = Array.from({ length: 50 }, (_, i) => (i + 1) * NS_PER_MS);
  wakes(time, timerThread(time.clock, 0, time.startThread, time.eventLoop), dueNs);
  assert.deepEqual({ turns: time.turns, alarms: time.alarms }, { turns: 0, alarms: 50 });
});

test("at high rates the thread is woken at most every 100 µs and events share a wake-up", () => {
  const time = new VirtualTime({ oversleepNs: 0 });
  const dueNs = Array.from({ length: 5_000 }, (_, i) => (i + 1) * 10 * NS_PER_US);
  wakes(time, timerThread(time.clock, 0, time.startThread, time.eventLoop), dueNs);
  assert.ok(time.alarms <= 501, `${time.alarms} alarms in 50 ms`);
});
