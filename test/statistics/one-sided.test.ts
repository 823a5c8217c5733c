import assert from "node:assert/strict";
import { test } from "node:test";
import stdlibWilcoxon from "@stdlib/stats-wilcoxon";
import fc from "fast-check";
import { seededRandom } from "../../src/random.js";
import { clopperPearson } from "../../src/statistics/binomial.js";
import { SignedRank } from "../../src/statistics/one-sided.js";
import { walshAverages } from "../../src/statistics/signed-rank.js";

/** Without ties: none are equal, and no two are equally far from any tested middle. */
const untied = (n: number, seed: number): number[] => {
  const random = seededRandom(seed, "differences");
  return Array.from({ length: n }, () => random.next() * 2 - 0.7);
};

test("the bounds are the Walsh averages that the published one-sided tables name", () => {
  // Largest W that is significant, by n and alpha (Wilcoxon and Wilcox 1964, also in Conover and in Siegel).
  const tables = {
    0.025: { 6: 0, 8: 3, 10: 8, 12: 13, 15: 25, 20: 52, 24: 81, 30: 137 },
    0.01: { 7: 0, 8: 1, 10: 5, 12: 9, 15: 19, 20: 43, 24: 69, 30: 120 },
    0.005: { 8: 0, 10: 3, 12: 7, 15: 15, 20: 37, 24: 61, 30: 109 },
  };
  for (const [alpha, critical] of Object.entries(tables)) {
    for (const [n, largest] of Object.entries(critical)) {
      const differences = untied(Number(n), 1);
      const [walsh, signedRank] = [walshAverages(differences), new SignedRank(differences)];
      assert.equal(signedRank.lowerBound(Number(alpha)), walsh[largest], `n = ${n}, α = ${alpha}`);
      assert.equal(signedRank.upperBound(Number(alpha)), walsh.at(-1 - largest), `n = ${n}, α = ${alpha}`);
    }
  }
});

test("p-values agree with @stdlib/stats-wilcoxon, in both directions and about any middle", () => {
  for (let n = 5; n <= 24; n++) {
    const differences = untied(n, n);
    const signedRank = new SignedRank(differences);
    for (const middle of [0, 0.1, 0.4]) {
      const theirs = (alternative: "greater" | "less"): number =>
        stdlibWilcoxon(differences, { mu: middle, alternative, exact: true }).pValue;
      assert.ok(Math.abs(signedRank.pGreater(middle) - theirs("greater")) < 1e-9, `n = ${n}, greater than ${middle}`);
      assert.ok(Math.abs(signedRank.pLess(middle) - theirs("less")) < 1e-9, `n = ${n}, less than ${middle}`);
    }
  }
});

test("too few differences have no bound at a small alpha, and the smallest p-value is 2^−n", () => {
  for (let n = 1; n <= 12; n++) {
    const signedRank = new SignedRank(untied(n, 3).map((value) => Math.abs(value) + 1));
    assert.equal(signedRank.pGreater(0), 2 ** -n);
    assert.equal(signedRank.lowerBound(0.01) !== undefined, n >= 7, `n = ${n}`);
    assert.equal(signedRank.upperBound(0.01) !== undefined, n >= 7, `n = ${n}`);
  }
  assert.equal(new SignedRank([]).lowerBound(0.05), undefined);
  assert.equal(new SignedRank([]).pGreater(0), 1);
  assert.throws(() => new SignedRank([1]).lowerBound(0), RangeError);
});

const differenceLists = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 16 });

test("test and bound are one: the bound lies above a middle exactly when its p-value is at most alpha", () => {
  fc.assert(
    fc.property(
      differenceLists,
      fc.integer({ min: -25, max: 25 }),
      fc.constantFrom(0.001, 0.01, 0.05, 0.3),
      (differences, doubled, alpha) => {
        const middle = doubled / 2; // ties with Walsh averages included
        const signedRank = new SignedRank(differences);
        const [low, high] = [signedRank.lowerBound(alpha), signedRank.upperBound(alpha)];
        assert.equal(low !== undefined && low > middle, signedRank.pGreater(middle) <= alpha);
        assert.equal(high !== undefined && high < middle, signedRank.pLess(middle) <= alpha);
      },
    ),
    { seed: 1 },
  );
});

test("mirroring the differences swaps the bounds, and a smaller alpha never narrows them", () => {
  fc.assert(
    fc.property(differenceLists, (differences) => {
      const signedRank = new SignedRank(differences);
      const mirrored = new SignedRank(differences.map((value) => 0 - value));
      assert.equal(mirrored.pLess(0), signedRank.pGreater(0));
      const [sure, surer] = [signedRank.lowerBound(0.05), signedRank.lowerBound(0.005)];
      if (sure !== undefined) assert.equal(mirrored.upperBound(0.05), 0 - sure);
      if (surer !== undefined) assert.ok(surer <= sure!);
    }),
    { seed: 1 },
  );
});

test("with the order of the arms drawn anew, alike arms are called different as often as alpha says, whatever the noise", () => {
  // Cauchy noise on a drift: no mean, no variance, far from independent. Only the coin makes the test valid.
  const random = seededRandom(5, "coins");
  const trials = 4000;
  const [n, alpha] = [12, 0.01];
  const exact = 41 / 4096; // P(W ≤ 9) for n = 12
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    const differences = Array.from({ length: n }, (_, round) => {
      const secondLessFirst = round + Math.tan(Math.PI * (random.next() - 0.5));
      return random.int(2) === 0 ? secondLessFirst : -secondLessFirst;
    });
    if (new SignedRank(differences).pGreater(0) <= alpha) alarms++;
  }
  const { low, high } = clopperPearson(alarms, trials, 0.999);
  assert.ok(low <= exact && exact <= high, `${alarms} of ${trials}`);
});
