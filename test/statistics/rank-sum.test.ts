import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rankSumDistribution, rankSumEstimate } from "../../src/statistics/rank-sum.js";
import { unpairedRatio } from "../../src/statistics/ratio.js";

test("critical values agree with the published tables (Mann and Whitney, two-sided at 5 %)", () => {
  const tables: [n: number, m: number, largest: number][] = [
    ...(
      [
        [4, 0],
        [5, 2],
        [6, 5],
        [7, 8],
        [8, 13],
        [9, 17],
        [10, 23],
        [12, 37],
        [15, 64],
        [20, 127],
      ] as const
    ).map(([n, largest]): [number, number, number] => [n, n, largest]),
    ...([
      [3, 5, 0],
      [4, 6, 2],
      [5, 8, 6],
      [6, 10, 11],
      [10, 20, 55],
    ] as [number, number, number][]),
  ];
  for (const [n, m, expected] of tables)
    for (const cumulative of [rankSumDistribution(n, m), rankSumDistribution(m, n)]) {
      const largest = cumulative.findLastIndex((probability) => 2 * probability <= 0.05);
      assert.equal(largest, expected, `${n} and ${m}`);
    }
});

test("the null distribution is what counting all orders gives", () => {
  for (const [n, m] of [
    [1, 1],
    [3, 4],
    [5, 2],
    [6, 6],
  ] as const) {
    const counts = new Array<number>(n * m + 1).fill(0);
    for (let places = 0; places < 2 ** (n + m); places++) {
      let [values, others, pairs] = [0, 0, 0];
      for (let place = 0; place < n + m; place++) {
        if (places & (1 << place)) {
          values++;
          pairs += others;
        } else others++;
      }
      if (values === n) counts[pairs]!++;
    }
    const orders = counts.reduce((sum, count) => sum + count, 0);
    let cumulative = 0;
    const exact = rankSumDistribution(n, m);
    for (const [u, count] of counts.entries()) {
      cumulative += count;
      assert.ok(Math.abs(exact[u]! - cumulative / orders) < 1e-12, `${n} and ${m}: ${u}`);
    }
  }
});

test("a published example: permeability of the chorioamnion (Hollander, Wolfe and Chicken, example 4.1)", () => {
  const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  const pairs = atTerm.flatMap((value) => early.filter((other) => value > other)).length;
  assert.equal(pairs, 35);
  assert.ok(Math.abs(rankSumDistribution(10, 5)[50 - pairs]! - 0.1272) < 5e-5);
  assert.ok(Math.abs(rankSumEstimate(atTerm, early)!.estimate - 0.305) < 1e-9);
});

test("three rounds against three have no interval, four against four have one", () => {
  const rounds = [1, 2, 3, 4];
  assert.equal(rankSumEstimate(rounds.slice(0, 3), rounds.slice(0, 3))!.interval, undefined);
  assert.ok(rankSumEstimate(rounds, rounds)!.interval!.confidence >= 0.95);
  assert.equal(rankSumEstimate([], rounds), undefined);
});

const samples = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 9 });

test("swapping the samples mirrors estimate and interval, and a shift moves them", () => {
  fc.assert(
    fc.property(samples, samples, fc.integer({ min: -9, max: 9 }), (values, others, shift) => {
      const { estimate, interval } = rankSumEstimate(values, others)!;
      const swapped = rankSumEstimate(others, values)!;
      const moved = rankSumEstimate(
        values.map((value) => value + shift),
        others,
      )!;
      assert.ok(interval!.low <= estimate && estimate <= interval!.high);
      assert.equal(swapped.estimate + estimate, 0);
      assert.equal(swapped.interval!.low + interval!.high, 0);
      assert.deepEqual([moved.estimate, moved.interval!.low], [estimate + shift, interval!.low + shift]);
    }),
    { seed: 1 },
  );
});

test("the ratio of rounds without partners needs every round of both sides", () => {
  const [before, after] = [
    [100, 102, 98, 101],
    [200, 204, 196, 202],
  ];
  const { ratio, low, high } = unpairedRatio(after!, before!)!;
  assert.ok(Math.abs(ratio - 2) < 0.05 && low! < 2 && 2 < high! && high! / low! < 1.2);
  for (const missing of [undefined, 0]) assert.equal(unpairedRatio([...after!.slice(1), missing], before!), undefined);
  assert.deepEqual(Object.keys(unpairedRatio(after!.slice(2), before!.slice(2))!), ["ratio"]);
});
