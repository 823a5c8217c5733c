/** Histograms against sorting: what is recorded comes out again, within the promised tenth of a percent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Histogram } from "../src/histogram.js";

const QUANTILES = [0, 0.01, 0.1, 0.5, 0.9, 0.99, 1];
/** From a µs to a minute, as many short as long. */
const timeNs = fc.double({ min: 3, max: 10.8, noNaN: true }).map((exponent) => Math.round(10 ** exponent));
const timesNs = fc.array(timeNs, { minLength: 1, maxLength: 200 });

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

/** The smallest of the values that a share `q` of them does not exceed. */
const byRank = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length - 1e-9) - 1)]!;

function assertQuantiles(histogram: Histogram, values: readonly number[]): void {
  assert.equal(histogram.count, values.length);
  for (const q of QUANTILES) {
    const [found, right] = [histogram.quantileNs(q)!, byRank(values, q)];
    assert.ok(found >= right * 0.999 - 1 && found <= right * 1.001 + 1, `q ${q}: ${found} for ${right}`);
  }
}

test("quantiles are those of the sorted values, within 0.1 %", () => {
  fc.assert(
    fc.property(timesNs, (values) => assertQuantiles(histogramOf(values), values)),
    { numRuns: 50 },
  );
});

test("least values stay what they are: buckets of one ns", () => {
  for (const valueNs of [0, 1, 2, 999, 1_000, 2_046]) assert.equal(histogramOf([valueNs]).quantileNs(1), valueNs);
});

test("merged and written down, histograms are those of all values together", () => {
  fc.assert(
    fc.property(fc.array(timesNs, { minLength: 2, maxLength: 4 }), (parts) => {
      const merged = Histogram.merge(parts.map((part) => histogramOf(part).encode()));
      assertQuantiles(merged, parts.flat());
      assertQuantiles(Histogram.decode(merged.encode()), parts.flat());
    }),
    { numRuns: 10 },
  );
});

test("the mean is within 0.1 % of the values' own, the greatest as recorded", () => {
  fc.assert(
    fc.property(timesNs, (values) => {
      const histogram = histogramOf(values);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(Math.abs(histogram.meanNs! - mean) <= 0.001 * mean + 1, `${histogram.meanNs} for ${mean}`);
      assert.ok(histogram.maxNs! >= Math.max(...values));
    }),
    { numRuns: 20 },
  );
});

test("below 0 is 0, beyond an hour is an hour, and nothing has no quantile", () => {
  assert.equal(histogramOf([-5]).quantileNs(1), 0);
  assert.ok(Math.abs(histogramOf([9e15]).quantileNs(1)! / 3_600e9 - 1) < 0.001);
  const empty = new Histogram();
  assert.deepEqual([empty.quantileNs(0.5), empty.meanNs, empty.maxNs], [undefined, undefined, undefined]);
});
