import assert from "node:assert/strict";
import { test } from "node:test";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { simulated, TWINS, TWINS_AND_ANOTHER } from "../../statistics/simulated-twins.js";

const ALPHA = 0.05;

test("two thousand runs of twins: the interval of how often they are told apart does not lie above 5 %", () => {
  for (const shift of [TWINS, TWINS_AND_ANOTHER]) {
    const { runs, wrong } = simulated(shift, 2_000);
    assert.ok(clopperPearson(wrong, runs, 0.998).low <= ALPHA, `${wrong} of ${runs}`);
  }
});
