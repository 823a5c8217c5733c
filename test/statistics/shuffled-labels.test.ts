import assert from "node:assert/strict";
import { test } from "node:test";
import { atLeast } from "../../src/statistics/binomial.js";
import { type Cell, shuffledLabels } from "../../src/statistics/shuffled-labels.js";
import { noise, roundsOf, simulated, TWINS, TWINS_AND_ANOTHER } from "./simulated-twins.js";

const ALPHA = 0.05;

test("six rounds that all say the same carry a claim: 2 of the 64 ways to swap two names are as clear", () => {
  const clear = [0, 1, 2, 3, 4, 5].map((i) => [
    [0, 0, 0],
    [1 + i / 100, 2 - i / 100, 3 + i / 50],
  ]);
  assert.deepEqual(shuffledLabels(clear, 3), [[2 / 64, 2 / 64, 2 / 64]]);
  assert.deepEqual(shuffledLabels(clear.slice(0, 5), 3), [[1, 1, 1]]);
});

test("one pair and one figure: the p-value is that of all swaps, counted by hand", () => {
  const differences = [0.3, -0.1, 0.5, 0.2, 0.4, 0.1, -0.2];
  const sums = Array.from({ length: 2 ** differences.length }, (_, mask) =>
    Math.abs(differences.reduce((sum, one, i) => sum + ((mask >> i) & 1 ? -one : one), 0)),
  );
  // Swaps leave the squares as they are, so |t| rises with |sum|
  const expected = sums.filter((sum) => sum >= sums[0]! - 1e-12).length / sums.length;
  assert.deepEqual(
    shuffledLabels(
      differences.map((one) => [[0], [one]]),
      1,
    ),
    [[expected]],
  );
});

test("twins under four names: any claim at all in at most 5 % of the runs, also beside one that is far away", () => {
  for (const shift of [TWINS, TWINS_AND_ANOTHER]) {
    const { runs, wrong, found } = simulated(shift, 40);
    assert.ok(atLeast(wrong, runs, ALPHA) > 0.001, `${wrong} of ${runs} runs tell twins apart`);
    assert.ok(found >= 0.85 * runs, `the one that differs is found in ${found} of ${runs}`);
  }
});

test("of many approaches each pair pays for all, and what is clear is found all the same", () => {
  const many = roundsOf(14, [...new Array(8).fill([0]), [60]], noise(3));
  const p = shuffledLabels(many, 1).flat();
  assert.ok(p.at(-1)! <= ALPHA, String(p.at(-1)));
  assert.ok(
    p.slice(0, -1).every((one) => one > ALPHA),
    String(p),
  );
});

test("a round that is of no use for one approach still counts for the others", () => {
  const clear: Cell[][] = [0, 1, 2, 3, 4, 5].map((i) => [[0], [1 + i / 100], i < 2 ? undefined : [5 - i / 100]]);
  const [first, second] = shuffledLabels(clear, 1);
  assert.deepEqual([first, second], [[2 / 64], [1]], "4 rounds are too few for the second");
});

test("the same rounds always give the same p-values, and equal figures none", () => {
  const some = roundsOf(8, TWINS, noise(5));
  assert.deepEqual(shuffledLabels(some, 3), shuffledLabels(some, 3));
  assert.deepEqual(
    shuffledLabels(
      [
        [[1], [1]],
        [[2], [2]],
      ],
      1,
    ),
    [[1]],
  );
  assert.deepEqual(shuffledLabels([], 3), []);
});
