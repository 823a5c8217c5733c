import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { poissonTimesNs } from "../../src/executors/poisson-process.js";
import { seededRandom } from "../../src/random.js";

const arrivals = () => seededRandom(1, "arrivals");
const assertSameTimes = (actual: Float64Array, expected: Float64Array): void => {
  assert.equal(actual.length, expected.length);
  for (const [i, dueNs] of actual.entries()) assert.ok(Math.abs(dueNs - expected[i]!) < 1e-3, `event ${i}`);
};

test("cutting one rate into pieces changes nothing, however small the pieces", () => {
  const whole = poissonTimesNs([{ untilNs: 1e9, perSecond: 1000 }], arrivals());
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { maxLength: 3000 }), (cuts) => {
      const pieces = [...cuts.sort((a, b) => a - b), 1e9].map((untilNs) => ({ untilNs, perSecond: 1000 }));
      assertSameTimes(poissonTimesNs(pieces, arrivals()), whole);
    }),
    { numRuns: 20, seed: 1 },
  );
});

test("twice the rate in half the time is the same process, faster; a pause only shifts what follows", () => {
  const slow = poissonTimesNs([{ untilNs: 1e9, perSecond: 500 }], arrivals());
  const fast = poissonTimesNs([{ untilNs: 0.5e9, perSecond: 1000 }], arrivals());
  assertSameTimes(
    fast.map((dueNs) => dueNs * 2),
    slow,
  );
  const pieces = [
    { untilNs: 0.4e9, perSecond: 500 },
    { untilNs: 2.4e9, perSecond: 0 },
    { untilNs: 3e9, perSecond: 500 },
  ];
  const paused = poissonTimesNs(pieces, arrivals());
  assertSameTimes(
    paused.map((dueNs) => (dueNs < 0.4e9 ? dueNs : dueNs - 2e9)),
    slow,
  );
});
