import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rampingArrivalRate } from "../../src/executors/ramping-arrival-rate.js";

interface Stage {
  durationSeconds: number;
  perSecond: number;
}
const arrivalsOf = (startPerSecond: number, ...stages: [Stage, ...Stage[]]) =>
  ({ executor: "ramping-arrival-rate", startPerSecond, stages }) as const;
const times = (arrivals: ReturnType<typeof arrivalsOf>, windowNs: number): number[] => [
  ...rampingArrivalRate.dueTimesNs(arrivals, windowNs),
];
const seconds = (due: number[]): number[] => due.map((dueNs) => dueNs / 1e9);

/** The integral of the rate from 0 to t by the area of trapezoids: the other way round than the code under test. */
function integral(arrivals: ReturnType<typeof arrivalsOf>, t: number): number {
  let area = 0;
  let rate = arrivals.startPerSecond;
  let start = 0;
  for (const { durationSeconds, perSecond } of arrivals.stages) {
    const within = Math.min(Math.max(t - start, 0), durationSeconds);
    const end = durationSeconds === 0 ? perSecond : rate + ((perSecond - rate) * within) / durationSeconds;
    area += ((rate + end) / 2) * within;
    start += durationSeconds;
    rate = perSecond;
  }
  return area + rate * Math.max(0, t - start);
}

test("from 0 to 100 per second within 2 s, event n is due at √(n / 25) seconds", () => {
  const due = seconds(times(arrivalsOf(0, { durationSeconds: 2, perSecond: 100 }), 2e9));
  assert.equal(due.length, 100);
  for (const [n, dueSeconds] of due.entries()) assert.ok(Math.abs(dueSeconds - Math.sqrt(n / 25)) < 1e-9);
});

test("equal rates are a constant rate; a jump changes the rate at once; the last rate holds", () => {
  const due = seconds(
    times(arrivalsOf(2, { durationSeconds: 1, perSecond: 2 }, { durationSeconds: 0, perSecond: 4 }), 2e9),
  );
  assert.deepEqual(due, [0, 0.5, 1, 1.25, 1.5, 1.75]);
});

test("a window shorter than the stages cuts them off without changing what comes before", () => {
  const arrivals = arrivalsOf(10, { durationSeconds: 4, perSecond: 50 });
  const whole = times(arrivals, 4e9);
  assert.deepEqual(
    times(arrivals, 1.5e9),
    whole.filter((dueNs) => dueNs < 1.5e9),
  );
});

test("nothing is due while the rate is 0, not even at the edges of such a stage", () => {
  const due = seconds(
    times(
      arrivalsOf(
        0,
        { durationSeconds: 1, perSecond: 0 },
        { durationSeconds: 1, perSecond: 10 },
        { durationSeconds: 1, perSecond: 0 },
        { durationSeconds: 1, perSecond: 0 },
        { durationSeconds: 0, perSecond: 10 },
      ),
      5e9,
    ),
  );
  assert.equal(due.length, 20);
  assert.ok(due.every((at) => (at >= 1 && at < 3) || at >= 4));
  assert.equal(due[0], 1);
  assert.equal(due[10], 4);
});

test("any stages: event n is due where the integral of the rate is n, in order, within the window, none missing", () => {
  const rate = fc.double({ min: 0, max: 2000, noNaN: true });
  const stage = fc.record({ durationSeconds: fc.double({ min: 0, max: 1, noNaN: true }), perSecond: rate });
  fc.assert(
    fc.property(
      rate,
      fc.array(stage, { minLength: 1, maxLength: 5 }),
      fc.double({ min: 0.01, max: 4, noNaN: true }),
      (start, stages, windowSeconds) => {
        const arrivals = arrivalsOf(start, ...(stages as [Stage, ...Stage[]]));
        const due = times(arrivals, windowSeconds * 1e9);
        for (const [n, dueNs] of due.entries()) {
          assert.ok(dueNs < windowSeconds * 1e9 && dueNs >= (due[n - 1] ?? 0));
          assert.ok(Math.abs(integral(arrivals, dueNs / 1e9) - n) < 1e-5, `event ${n}`);
        }
        const total = integral(arrivals, windowSeconds);
        assert.ok(due.length >= total - 1e-5 && due.length <= total + 1 + 1e-5, `${due.length} of ${total}`);
        assert.ok(Math.abs(rampingArrivalRate.expectedEvents(arrivals, windowSeconds * 1e9) - total) < 1e-6);
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

test("rates of nothing but 0 are refused", () => {
  const config = arrivalsOf(0, { durationSeconds: 1, perSecond: 0 });
  assert.match(rampingArrivalRate.config.safeParse(config).error?.message ?? "", /at least one rate above 0/);
});
