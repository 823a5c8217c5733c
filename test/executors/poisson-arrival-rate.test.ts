import assert from "node:assert/strict";
import { test } from "node:test";
import { poissonArrivalRate } from "../../src/executors/poisson-arrival-rate.js";
import { seededRandom } from "../../src/random.js";
import { exponentialCdf, gapsOf, KS_CRITICAL, ksStatistic } from "./kolmogorov-smirnov.js";

const PER_SECOND = 1000;
const times = (seed: number, windowNs: number): number[] => [
  ...poissonArrivalRate.dueTimesNs(
    { executor: "poisson-arrival-rate", perSecond: PER_SECOND },
    windowNs,
    seededRandom(seed, "arrivals"),
  ),
];
const gapsInMeans = (due: number[]): number[] => gapsOf(due).map((gapNs) => (gapNs * PER_SECOND) / 1e9);

test("gaps between events are exponentially distributed (Kolmogorov–Smirnov, α = 0.001, 10 seeds)", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const statistic = ksStatistic(gapsInMeans(times(seed, 10e9)), exponentialCdf);
    assert.ok(statistic < KS_CRITICAL, `seed ${seed}: ${statistic}`);
  }
});

test("the same test refuses evenly spaced events and events with a fixed minimum gap", () => {
  const even = Array.from({ length: 10_000 }, () => 1);
  assert.ok(ksStatistic(even, exponentialCdf) > KS_CRITICAL);
  const apart = gapsInMeans(times(1, 10e9)).map((gap) => 0.1 + 0.9 * gap);
  assert.ok(ksStatistic(apart, exponentialCdf) > KS_CRITICAL);
});

test("one gap says nothing about the next", () => {
  const gaps = gapsInMeans(times(1, 20e9));
  const product = gaps.slice(1).reduce((sum, gap, i) => sum + (gap - 1) * (gaps[i]! - 1), 0) / (gaps.length - 1);
  assert.ok(Math.abs(product) < 5 / Math.sqrt(gaps.length), `lag-1 autocovariance ${product}`);
});

test("the number of events varies from seed to seed as much as its mean: it is not held fixed", () => {
  const counts = Array.from({ length: 400 }, (_, seed) => times(seed, 0.1e9).length);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  assert.ok(Math.abs(mean - 100) < 5 * Math.sqrt(100 / 400), `mean ${mean}`);
  assert.ok(Math.abs(variance / mean - 1) < 5 * Math.sqrt(2 / 399), `variance ${variance} for mean ${mean}`);
});

test("a longer window only adds events at its end", () => {
  const short = times(5, 1e9);
  assert.deepEqual(times(5, 2e9).slice(0, short.length), short);
  assert.ok(short.every((dueNs, i) => dueNs < 1e9 && dueNs >= (short[i - 1] ?? 0)));
});
