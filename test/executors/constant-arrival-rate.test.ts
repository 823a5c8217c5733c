import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { constantArrivalRate } from "../../src/executors/constant-arrival-rate.js";

const times = (perSecond: number, windowNs: number): Float64Array =>
  constantArrivalRate.dueTimesNs({ executor: "constant-arrival-rate", perSecond }, windowNs);

test("events are due one gap after the other, the first at once", () => {
  assert.deepEqual([...times(4, 1e9)], [0, 0.25e9, 0.5e9, 0.75e9]);
  assert.deepEqual([...times(10, 0.31e9)], [0, 0.1e9, 0.2e9, 0.3e9]);
  assert.deepEqual([...times(0.1, 1e9)], [0]);
  assert.deepEqual([...times(3, 0)], []);
});

test("no drift: event 299,999 at 3 per second is due exactly where the exact quotient lies", () => {
  const due = times(3, 100_000e9);
  assert.equal(due.length, 300_000);
  for (const event of [1, 3, 150_001, 299_999]) {
    // Exact, in integers: event · 10⁹ / 3, rounded to the nearest double by way of thirds.
    const thirds = BigInt(event) * 1_000_000_000n;
    assert.equal(due[event], Number(thirds / 3n) + Number(thirds % 3n) / 3);
  }
});

test("any rate and window: all events within the window, none missing, each where it belongs", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 20_000, noNaN: true }), fc.nat(1e9), (perSecond, windowNs) => {
      const due = times(perSecond, windowNs);
      const gapNs = 1e9 / perSecond;
      for (const [event, dueNs] of due.entries()) {
        assert.ok(dueNs < windowNs);
        assert.ok(Math.abs(dueNs - event * gapNs) <= 1e-6 * gapNs);
      }
      assert.ok(due.length * gapNs >= windowNs * (1 - 1e-12), "the next event would still fit");
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("an event that rounding puts at the window's very end is not in it", () => {
  const windowNs = 7e9 / 0.3;
  assert.equal(Math.ceil((windowNs / 1e9) * 0.3), 8, "the product of rate and window is rounded up here");
  assert.equal(times(0.3, windowNs).length, 7);
});

test("the expected number of events is the rate times the window", () => {
  const arrivals = { executor: "constant-arrival-rate", perSecond: 250 } as const;
  assert.equal(constantArrivalRate.expectedEvents(arrivals, 3e9), 750);
});
