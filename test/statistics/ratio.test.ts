import assert from "node:assert/strict";
import { test } from "node:test";
import { pairedRatio } from "../../src/statistics/ratio.js";

const close = (actual: number | undefined, expected: number): void =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9 * expected, `${actual}, not ${expected}`);

test("the same factor in every round is the ratio, with an interval of no width", () => {
  const result = pairedRatio([20, 40, 60, 80, 100, 120], [10, 20, 30, 40, 50, 60]);
  for (const value of [result.ratio, result.low, result.high]) close(value, 2);
  assert.deepEqual([result.confidence, result.rounds, result.leftOut], [0.96875, 6, 0]);
});

test("2× in one round and ½× in the other cancel out", () => {
  const { ratio, ...rest } = pairedRatio([2, 1], [1, 2]);
  close(ratio, 1);
  assert.deepEqual(rest, { rounds: 2, leftOut: 0 });
});

test("the ratio follows the rounds, not the sums: one slow round does not decide", () => {
  close(pairedRatio([2, 2, 2, 2, 2, 2000], [1, 1, 1, 1, 1, 1]).ratio, 2);
});

test("what the machine did to both sides of a round does not widen the interval", () => {
  const machine = [1, 7, 0.2, 30, 2, 0.01];
  const { low, high } = pairedRatio(
    machine.map((speed) => 3 * speed),
    machine,
  );
  close(low, 3);
  close(high, 3);
});

test("swapping the sides gives the reciprocal, its interval too", () => {
  const [a, b] = [
    [3, 5, 4, 7, 6, 8, 9],
    [2, 2.5, 3, 3.5, 2, 4, 3],
  ];
  const [there, back] = [pairedRatio(a, b), pairedRatio(b, a)];
  close(back.ratio, 1 / there.ratio!);
  close(back.low, 1 / there.high!);
  close(back.high, 1 / there.low!);
});

test("rounds in which a figure is missing, 0, negative or infinite are left out and counted", () => {
  const { ratio, ...rest } = pairedRatio(
    [4, undefined, 0, -1, 4, 4, Number.NaN],
    [2, 2, 2, 2, 0, Number.POSITIVE_INFINITY, 2],
  );
  close(ratio, 2);
  assert.deepEqual(rest, { rounds: 1, leftOut: 6 });
});

test("fewer than six rounds that count: a ratio without an interval; none: no ratio", () => {
  assert.deepEqual(Object.keys(pairedRatio([2, 2, 2, 2, 2, undefined], [1, 1, 1, 1, 1, 1])), [
    "ratio",
    "rounds",
    "leftOut",
  ]);
  assert.deepEqual(pairedRatio([undefined], [1]), { ratio: undefined, rounds: 0, leftOut: 1 });
  assert.deepEqual(pairedRatio([], []), { ratio: undefined, rounds: 0, leftOut: 0 });
});

test("another confidence is honoured or refused, never rounded down", () => {
  const [a, b] = [
    [3, 5, 4, 7, 6, 8, 9, 5],
    [2, 2.5, 3, 3.5, 2, 4, 3, 2],
  ];
  assert.ok(pairedRatio(a, b, 0.9).confidence! >= 0.9);
  assert.ok(pairedRatio(a, b, 0.99).confidence! >= 0.99);
  assert.equal(pairedRatio(a, b, 0.995).confidence, undefined);
});

test("lists of different length are a mistake of the caller", () => {
  assert.throws(() => pairedRatio([1, 2], [1]), RangeError);
});
