import assert from "node:assert/strict";
import { test } from "node:test";
import { median, quantile } from "../../src/statistics/quantile.js";

test("quantiles agree with R's default: quantile(c(15, 20, 35, 40, 50), type = 7)", () => {
  const values = [40, 15, 50, 20, 35];
  const expected = [15, 17, 20, 29, 35, 40, 46, 50];
  for (const [i, probability] of [0, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 1].entries()) {
    assert.ok(Math.abs(quantile(values, probability)! - expected[i]!) < 1e-12, `${probability}`);
  }
  assert.deepEqual(values, [40, 15, 50, 20, 35], "the caller's list is left as it was");
});

test("the median is the middle value, or the mean of the two in the middle; of nothing there is none", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 10, 2]), 3);
  assert.equal(median([7]), 7);
  assert.equal(median([]), undefined);
  assert.equal(median([100, 9, 80]), 80, "numbers, not texts, are compared");
});

test("a probability outside 0…1 is a mistake of the caller", () => {
  for (const probability of [-0.1, 1.1, 95, Number.NaN]) assert.throws(() => quantile([1, 2], probability), RangeError);
});
