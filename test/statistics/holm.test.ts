import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { holm } from "../../src/statistics/holm.js";

const adjusted = (pValues: number[]): number[] => holm(pValues, 0.05).map(({ adjustedP }) => adjustedP);

function assertClose(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) assert.ok(Math.abs(actual[i]! - value) < 1e-12, `${actual} ${expected}`);
}

test("agrees with R's p.adjust(…, 'holm')", () => {
  assertClose(adjusted([0.01, 0.02, 0.03, 0.04, 0.05]), [0.05, 0.08, 0.09, 0.09, 0.09]);
  assertClose(adjusted([0.04, 0.001, 0.02]), [0.04, 0.003, 0.04]);
  assertClose(adjusted([0.6, 0.7, 0.9]), [1, 1, 1]);
  assertClose(adjusted([]), []);
});

test("is the closed test of Bonferroni tests: rejected when every intersection that holds it is", () => {
  const lists = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lists, (pValues) => {
      const closed = pValues.map((_, one) => {
        let largest = 0;
        for (let set = 1; set < 2 ** pValues.length; set++) {
          const members = pValues.filter((_, i) => set & (1 << i));
          if (set & (1 << one)) largest = Math.max(largest, Math.min(1, members.length * Math.min(...members)));
        }
        return largest;
      });
      assertClose(adjusted(pValues), closed);
    }),
    { seed: 1 },
  );
});

test("a test is rejected exactly when its own p-value is at most the level left to it", () => {
  const lists = fc.array(fc.integer({ min: 0, max: 4096 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lists, (counts) => {
      const pValues = counts.map((count) => count / 4096); // as exact tests have them: ties are common
      for (const [i, { adjustedP, level }] of holm(pValues, 1 / 64).entries()) {
        const hair = 1e-12; // p × 3 and alpha ÷ 3 round differently
        if (Math.abs(adjustedP - 1 / 64) > hair) assert.equal(pValues[i]! <= level, adjustedP <= 1 / 64);
      }
    }),
    { seed: 1 },
  );
});
