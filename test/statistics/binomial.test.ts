import assert from "node:assert/strict";
import { test } from "node:test";
import { atLeast, atMost, clopperPearson } from "../../src/statistics/binomial.js";

const assertClose = (actual: number, expected: number, within = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) < within, `${actual}, not ${expected}`);

test("none and all have closed forms", () => {
  for (const trials of [1, 59, 300, 10_000]) {
    const alpha = 0.025;
    const none = clopperPearson(0, trials);
    const all = clopperPearson(trials, trials);
    assert.equal(none.low, 0);
    assertClose(none.high, 1 - alpha ** (1 / trials));
    assertClose(all.low, alpha ** (1 / trials));
    assert.equal(all.high, 1);
  }
});

test("agrees with R's binom.test", () => {
  const published: [successes: number, trials: number, low: number, high: number][] = [
    [10, 100, 0.0490047, 0.1762226],
    [682, 925, 0.7076683, 0.7654066],
    [1, 20, 0.00126509, 0.24873276],
  ];
  for (const [successes, trials, low, high] of published) {
    const interval = clopperPearson(successes, trials);
    assertClose(interval.low, low, 1e-7);
    assertClose(interval.high, high, 1e-7);
  }
});

test("tails are sums of the probabilities, and both together hold one value twice", () => {
  assertClose(atMost(3, 12, 0.5), 299 / 4096);
  assertClose(atLeast(12, 12, 0.5), 1 / 4096);
  assertClose(atMost(4, 30, 0.2) + atLeast(5, 30, 0.2), 1);
  assert.equal(atMost(0, 5, 0), 1);
  assert.equal(atLeast(5, 5, 1), 1);
});
