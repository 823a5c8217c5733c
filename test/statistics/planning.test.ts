import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seededRandom } from "../../src/random.js";
import { SignedRank } from "../../src/statistics/one-sided.js";
import { detectableDistance, fewestRounds, roundsNeeded } from "../../src/statistics/planning.js";

test("the planned rounds find the planned effect about as often as they should", () => {
  const random = seededRandom(3, "power");
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  for (const [rounds, alpha] of [
    [12, 0.0063],
    [24, 0.0063],
    [24, 0.00063],
    [40, 0.00063],
  ] as const) {
    const distance = detectableDistance(rounds, 0.03, { alpha, power: 0.95 })!;
    const trials = 600;
    let found = 0;
    for (let trial = 0; trial < trials; trial++) {
      const differences = Array.from({ length: rounds }, () => distance + 0.03 * normal());
      if (new SignedRank(differences).pGreater(0) <= alpha) found++;
    }
    // Four standard errors of 95 % are 3.6 %; the approximation may miss by as much again.
    assert.ok(found / trials > 0.9 && found / trials < 0.985, `${rounds} rounds at ${alpha}: ${found} of ${trials}`);
  }
});

test("rounds and distance are two readings of one formula", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 14, max: 300 }),
      fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      fc.constantFrom(0.01, 0.001, 0.0005),
      (rounds, sigma, alpha) => {
        const demand = { alpha, power: 0.95 };
        const distance = detectableDistance(rounds, sigma, demand)!;
        assert.equal(roundsNeeded(distance * (1 + 1e-9), sigma, demand), rounds);
        assert.ok(roundsNeeded(distance, sigma * 2, demand) > rounds);
        assert.ok(detectableDistance(rounds * 2, sigma, demand)! < distance);
      },
    ),
    { seed: 1 },
  );
});

test("nothing is found with fewer rounds than can reject, and no number finds no effect", () => {
  assert.deepEqual([0.05, 0.01, 0.005 / 20].map(fewestRounds), [5, 7, 12]);
  const demand = { alpha: 0.001, power: 0.95 };
  assert.equal(detectableDistance(9, 0.02, demand), undefined);
  assert.equal(roundsNeeded(10, 0.001, demand), 10);
  assert.equal(roundsNeeded(0, 0.02, demand), Number.POSITIVE_INFINITY);
  assert.equal(roundsNeeded(-0.1, 0.02, demand), Number.POSITIVE_INFINITY);
});
