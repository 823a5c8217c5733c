import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { burstArrivalRate } from "../../src/executors/burst-arrival-rate.js";
import { quickWindowSeconds } from "../../src/executors/quick-window.js";
import type { Arrivals } from "../../src/executors/registry.js";

const within = { shortest: 1, longest: 60, enoughEvents: 50 };

test("a quick window holds one whole period and enough events, and is no longer than it must be", () => {
  const cases: [arrivals: Arrivals, seconds: number][] = [
    [{ executor: "constant-arrival-rate", perSecond: 100 }, 1],
    [{ executor: "constant-arrival-rate", perSecond: 20 }, 4],
    [{ executor: "poisson-arrival-rate", perSecond: 0.001 }, 60],
    [
      { executor: "burst-arrival-rate", perSecond: 1, bursts: { everySeconds: 3, durationSeconds: 1, perSecond: 200 } },
      3,
    ],
    [{ executor: "ramping-arrival-rate", startPerSecond: 0, stages: [{ durationSeconds: 10, perSecond: 50 }] }, 10],
    [{ executor: "constant-concurrency", windowPerClient: 1 }, 1],
  ];
  for (const [arrivals, seconds] of cases)
    assert.equal(quickWindowSeconds(arrivals, within), seconds, arrivals.executor);
});

test("a window in which fewer events are enough is shorter", () => {
  const arrivals: Arrivals = { executor: "constant-arrival-rate", perSecond: 20 };
  assert.equal(quickWindowSeconds(arrivals, { shortest: 0.25, longest: 60, enoughEvents: 8 }), 0.5);
});

test("expected events of bursts, in closed form, are the rate's integral", () => {
  const seconds = fc.double({ min: 0.01, max: 5, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, seconds, (a, b, windowSeconds) => {
      const [everySeconds, durationSeconds] = [Math.max(a, b) + 0.01, Math.min(a, b)];
      const arrivals = {
        executor: "burst-arrival-rate",
        perSecond: 3,
        bursts: { everySeconds, durationSeconds, perSecond: 70 },
      } as const;
      const steps = 20_000;
      let events = 0;
      for (let i = 0; i < steps; i++) {
        const second = (((i + 0.5) / steps) * windowSeconds) % everySeconds;
        const inBurst = Math.abs(second - everySeconds / 2) < durationSeconds / 2;
        events += ((inBurst ? 70 : 3) * windowSeconds) / steps;
      }
      const expected = burstArrivalRate.expectedEvents(arrivals, windowSeconds * 1e9);
      // Each of the steps that a burst's edge lies in may be counted to the wrong side.
      const most = ((windowSeconds / everySeconds + 1) * 2 * 70 * windowSeconds) / steps;
      assert.ok(Math.abs(events - expected) <= most, `${events} and ${expected}`);
    }),
    { numRuns: 30 },
  );
});

test("a typing slip that makes a burst every nanosecond is refused, not walked through", () => {
  const bursts = { everySeconds: 1e-9, durationSeconds: 1e-10, perSecond: 1 };
  assert.ok(!burstArrivalRate.config.safeParse({ executor: "burst-arrival-rate", perSecond: 1, bursts }).success);
  const shortest = {
    executor: "burst-arrival-rate",
    perSecond: 1,
    bursts: { everySeconds: 0.002, durationSeconds: 0.001, perSecond: 1 },
  } as const;
  const startMs = performance.now();
  assert.ok(Math.abs(burstArrivalRate.expectedEvents(shortest, 3_600e9) - 3_600) < 1e-6);
  assert.ok(performance.now() - startMs < 50);
});
