import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Histogram } from "../../src/histogram.js";
import { EncodedCounts } from "../../src/statistics/encoded-histogram.js";
import { MergedCounts } from "../../src/statistics/merged-counts.js";

const timeNs = fc.double({ min: 0, max: 11, noNaN: true }).map((exponent) => Math.round(10 ** exponent));

test("counts of several histograms are those of the merged one", () => {
  fc.assert(
    fc.property(fc.array(fc.array(timeNs, { maxLength: 40 }), { maxLength: 4 }), (rounds) => {
      const encoded = rounds.map((values) => {
        const histogram = new Histogram();
        for (const value of values) histogram.record(value);
        return histogram.encode();
      });
      const [merged, expected] = [new MergedCounts(), Histogram.merge(encoded)];
      for (const one of encoded) merged.add(new EncodedCounts(one));
      assert.deepEqual([merged.count, merged.maxNs], [expected.count, expected.maxNs]);
      for (const quantile of [0.1, 0.5, 0.9, 0.99, 1])
        assert.equal(merged.quantileNs(quantile), expected.quantileNs(quantile));
    }),
    { numRuns: 40, seed: 1 },
  );
});
