import assert from "node:assert/strict";
import { test } from "node:test";
import stdlibWilcoxon from "@stdlib/stats-wilcoxon";
import fc from "fast-check";
import { seededRandom } from "../../src/random.js";
import { signedRankDistribution, signedRankEstimate, walshAverages } from "../../src/statistics/signed-rank.js";

/** Two-sided p-value by an independent library. */
const pValue = (differences: number[], middle: number): number =>
  stdlibWilcoxon(differences, { mu: middle, exact: true }).pValue;

/** n differences without ties: none are equal, and no two are equally far from any tested middle. */
const untied = (n: number, seed: number): number[] => {
  const random = seededRandom(seed, "differences");
  return Array.from({ length: n }, () => random.next() * 2 - 0.7);
};

test("critical values agree with the published tables (two-sided, Wilcoxon 1945 and later)", () => {
  const tables: Record<string, Record<number, number>> = {
    0.05: {
      6: 0,
      7: 2,
      8: 3,
      9: 5,
      10: 8,
      11: 10,
      12: 13,
      13: 17,
      14: 21,
      15: 25,
      16: 29,
      17: 34,
      18: 40,
      19: 46,
      20: 52,
    },
    0.01: { 8: 0, 9: 1, 10: 3, 11: 5, 12: 7, 13: 9, 14: 12, 15: 15, 16: 19, 17: 23, 18: 27, 19: 32, 20: 37 },
  };
  for (const [alpha, critical] of Object.entries(tables)) {
    for (const [n, expected] of Object.entries(critical)) {
      const cumulative = signedRankDistribution(Number(n));
      const largest = cumulative.findLastIndex((probability) => 2 * probability <= Number(alpha));
      assert.equal(largest, expected, `n = ${n}, α = ${alpha}`);
    }
  }
});

test("the null distribution is what counting all 2ⁿ sign patterns gives", () => {
  for (let n = 1; n <= 12; n++) {
    const counts = new Array<number>((n * (n + 1)) / 2 + 1).fill(0);
    for (let signs = 0; signs < 2 ** n; signs++) {
      let sum = 0;
      for (let rank = 1; rank <= n; rank++) if (signs & (1 << (rank - 1))) sum += rank;
      counts[sum]!++;
    }
    let cumulative = 0;
    const expected = counts.map((count) => {
      cumulative += count;
      return cumulative / 2 ** n;
    });
    assert.deepEqual([...signedRankDistribution(n)], expected, `n = ${n}`);
  }
});

test("with many differences the distribution stays a distribution", () => {
  const cumulative = signedRankDistribution(200);
  assert.ok(Math.abs(cumulative.at(-1)! - 1) < 1e-12);
  assert.ok(Math.abs(cumulative[10_050]! - 0.5) < 1e-3, "symmetric about n (n + 1) / 4");
});

test("p-values agree with @stdlib/stats-wilcoxon", () => {
  for (let n = 5; n <= 25; n++) {
    const differences = untied(n, n);
    const byDistance = [...differences].sort((a, b) => Math.abs(a) - Math.abs(b));
    const plus = byDistance.reduce((sum, difference, i) => sum + (difference > 0 ? i + 1 : 0), 0);
    const smaller = Math.min(plus, (n * (n + 1)) / 2 - plus);
    const ours = Math.min(1, 2 * signedRankDistribution(n)[smaller]!);
    assert.ok(Math.abs(ours - pValue(differences, 0)) < 1e-9, `n = ${n}: ${ours}, ${pValue(differences, 0)}`);
  }
});

test("inside the interval the independent test does not reject the middle, just outside it does", () => {
  for (const [n, confidence] of [
    [6, 0.95],
    [8, 0.95],
    [12, 0.95],
    [15, 0.99],
    [20, 0.9],
  ] as const) {
    for (let seed = 1; seed <= 5; seed++) {
      const differences = untied(n, seed);
      const { interval } = signedRankEstimate(differences, confidence)!;
      const { low, high } = interval!;
      const hair = 1e-9;
      for (const inside of [low + hair, high - hair]) assert.ok(pValue(differences, inside) > 1 - confidence);
      for (const outside of [low - hair, high + hair]) assert.ok(pValue(differences, outside) <= 1 - confidence);
    }
  }
});

test("six rounds give the whole range of Walsh averages at 96.875 %; five give an estimate and no interval", () => {
  const six = [0.1, 0.3, 0.2, 0.7, 0.5, 0.4];
  assert.deepEqual(signedRankEstimate(six), {
    estimate: 0.35,
    interval: { low: 0.1, high: 0.7, confidence: 0.96875 },
  });
  assert.deepEqual(Object.keys(signedRankEstimate(six.slice(0, 5))!), ["estimate"]);
  assert.equal(signedRankEstimate(six, 0.97)!.interval, undefined);
  assert.equal(signedRankEstimate([]), undefined);
  assert.deepEqual(signedRankEstimate([3]), { estimate: 3 });
});

test("the estimate agrees with Hollander and Wolfe's depression data: −0.46, 96.1 % from −0.786 to −0.010", () => {
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const { estimate, interval } = signedRankEstimate(after.map((value, i) => value - before[i]!))!;
  assert.ok(Math.abs(estimate - -0.46) < 1e-9);
  assert.ok(Math.abs(interval!.low - -0.786) < 1e-9 && Math.abs(interval!.high - -0.01) < 1e-9);
  assert.ok(Math.abs(interval!.confidence - 0.9609375) < 1e-12);
});

test("an interval of 95 % holds the true middle in at least 95 % of trials, and not in nearly all", () => {
  for (const n of [6, 8, 12]) {
    let held = 0;
    let reached = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const random = seededRandom(trial, `coverage ${n}`);
      // Heavy-tailed and symmetric about 1: what noisy rounds look like.
      const differences = Array.from({ length: n }, () => 1 + Math.tan(Math.PI * (random.next() - 0.5)));
      const { low, high, confidence } = signedRankEstimate(differences)!.interval!;
      if (low <= 1 && 1 <= high) held++;
      reached = confidence;
    }
    const error = Math.sqrt((reached * (1 - reached)) / 4000);
    assert.ok(Math.abs(held / 4000 - reached) < 4 * error, `n = ${n}: held ${held / 4000}, said ${reached}`);
  }
});

test("shifting, scaling and mirroring the differences does the same to estimate and interval", () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 15 });
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: -500, max: 500 }),
      fc.constantFrom(1, 2, 4, 0.5),
      (differences, shift, scale) => {
        const { estimate, interval } = signedRankEstimate(differences)!;
        assert.deepEqual(signedRankEstimate(differences.map((value) => value * scale + shift)), {
          estimate: estimate * scale + shift,
          interval: { ...interval!, low: interval!.low * scale + shift, high: interval!.high * scale + shift },
        });
        const mirrored = signedRankEstimate(differences.map((value) => 0 - value))!;
        assert.equal(mirrored.estimate, 0 - estimate);
        assert.deepEqual([mirrored.interval!.low, mirrored.interval!.high], [0 - interval!.high, 0 - interval!.low]);
        assert.ok(interval!.low <= estimate && estimate <= interval!.high);
      },
    ),
    { seed: 1 },
  );
});

test("there are n (n + 1) / 2 Walsh averages, each value's own among them", () => {
  assert.deepEqual(walshAverages([4, 1, 2]), [1, 1.5, 2, 2.5, 3, 4]);
});
