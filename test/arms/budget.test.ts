/** How long a gate may play, on a clock of the test's own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Budget } from "../../src/arms/budget.js";

test("the rounds' limit ends it, with time left or without a limit of time", () => {
  const budget = new Budget({ rounds: 12, minutes: undefined }, () => 0);
  assert.deepEqual(
    [11, 12].map((played) => budget.isSpent(played)),
    [false, true],
  );
});

test("a round that would not fit is not begun", () => {
  let nowMs = 0;
  const budget = new Budget({ rounds: 24, minutes: 1 }, () => nowMs);
  nowMs += 5_000; // checking out and building the base is no playing
  budget.begin();
  nowMs += 40_000;
  assert.equal(budget.isSpent(2), false, "40 s for two: a third ends at 60 s");
  nowMs += 1_000;
  assert.equal(budget.isSpent(2), true, "41 s for two: a third ends at 61.5 s");
});

for (const rounds of [0, 31, 1.5, Number.NaN]) {
  test(`${rounds} rounds are refused`, () => {
    assert.throws(() => new Budget({ rounds, minutes: undefined }, () => 0), {
      code: "usage",
      message: /from 1 to 30/,
    });
  });
}

test("no time at all is refused", () => {
  assert.throws(() => new Budget({ rounds: 24, minutes: 0 }, () => 0), { code: "usage", message: /--minutes/ });
});
