/** What is read from an encoded histogram is, to the last digit, what the histogram says that was built from it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Histogram } from "../../src/histogram.js";
import { EncodedCounts } from "../../src/statistics/encoded-histogram.js";

const QUANTILES = [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1];
/** From single ns, which have places of their own, to an hour. */
const timeNs = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }),
  fc.double({ min: 3, max: 12.56, noNaN: true }).map((exponent) => Math.round(10 ** exponent)),
);
const valuesWithCounts = fc.array(fc.tuple(timeNs, fc.integer({ min: 1, max: 300 })), { maxLength: 60 });

test("quantiles, maximum and count are those of the decoded histogram", () => {
  fc.assert(
    fc.property(valuesWithCounts, (values) => {
      const histogram = new Histogram();
      for (const [value, times] of values) for (let i = 0; i < times; i++) histogram.record(value);
      const encoded = histogram.encode();
      const [read, decoded] = [new EncodedCounts(encoded), Histogram.decode(encoded)];
      assert.equal(read.count, decoded.count);
      assert.equal(read.maxNs, decoded.maxNs);
      for (const quantile of QUANTILES) assert.equal(read.quantileNs(quantile), decoded.quantileNs(quantile));
    }),
    { numRuns: 60 },
  );
});

test("what is no such histogram is refused", () => {
  const encoded = new Histogram().encode();
  for (const text of ["HISTF", "AAAAAAAAAAAA", encoded.slice(0, 20)]) assert.throws(() => new EncodedCounts(text));
});
