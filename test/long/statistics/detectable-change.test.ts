/** Holds the factors of detectable-change.ts against the search itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../src/random.js";
import { normalQuantile } from "../../../src/statistics/normal.js";
import { median } from "../../../src/statistics/quantile.js";
import { robustSigma } from "../../../src/statistics/robust-sigma.js";
import { changePoints } from "../../../src/trend/change-points.js";
import { detectableChange } from "../../../src/trend/detectable-change.js";

const TRIALS = 400;
const random = seededRandom(1, "steps");
const normal = (): number => normalQuantile(Math.min(random.next() + 1e-9, 1 - 1e-9));

/** In units of the scatter, so that what its estimate adds is not in it. */
function detectableSigmas(n: number): number {
  const series = Array.from({ length: n }, normal);
  return detectableChange(series, [0, n])! / robustSigma(series.map((value) => value - median(series)!))!;
}

test("a change of the size that is called detectable is found in about 95 of 100 series", () => {
  for (const n of [13, 16, 20, 30, 50]) {
    const step = detectableSigmas(n);
    let found = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const series = Array.from({ length: n }, (_, i) => normal() + (i < n / 2 ? 0 : step));
      if (changePoints(series).length > 0) found++;
    }
    assert.ok(found > 0.91 * TRIALS && found < 0.99 * TRIALS, `${n} figures: ${found} of ${TRIALS}`);
  }
});
