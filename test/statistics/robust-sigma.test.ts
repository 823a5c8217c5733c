import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../src/random.js";
import { robustSigma } from "../../src/statistics/robust-sigma.js";

function normals(count: number, seed: number): number[] {
  const random = seededRandom(seed, "normals");
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  );
}

test("small cases by hand", () => {
  assert.equal(robustSigma([]), undefined);
  assert.equal(robustSigma([3]), undefined);
  assert.equal(robustSigma([5, 5, 5, 5]), 0);
  assert.equal(robustSigma([1, 3]), 2.2219 * 0.399 * 2);
  // 1 … 10: of the 45 distances the 15th smallest (6 over 2) is 2.
  assert.ok(Math.abs(robustSigma([10, 2, 9, 4, 5, 6, 7, 8, 3, 1])! - (2.2219 * 2 * 10) / 13.8) < 1e-12);
});

test("is the standard deviation of normal numbers, however few", () => {
  for (const n of [3, 6, 8, 9, 12, 13, 24]) {
    const trials = 3000;
    let sum = 0;
    for (let trial = 0; trial < trials; trial++) sum += robustSigma(normals(n, trial))!;
    assert.ok(Math.abs(sum / trials - 1) < 0.04, `n = ${n}: ${sum / trials}`);
  }
});

test("wild values hardly move it, wherever the middle lies and whatever the scale", () => {
  const values = normals(24, 7);
  const sigma = robustSigma(values)!;
  const wild = values.map((value, i) => (i % 6 === 0 ? 1e6 : value));
  assert.ok(robustSigma(wild)! < 2 * sigma, `${robustSigma(wild)} and ${sigma}`);
  const moved = robustSigma(values.map((value) => 40 + 3 * value))!;
  assert.ok(Math.abs(moved - 3 * sigma) < 1e-12);
});
