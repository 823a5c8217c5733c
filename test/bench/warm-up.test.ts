import assert from "node:assert/strict";
import { test } from "node:test";
import { hasSettled } from "../../src/bench/warm-up.js";

for (const [mediansNs, settled, what] of [
  [[100], false, "one slice agrees with nothing"],
  [[900, 500, 480], true, "the last two agree"],
  [[500, 480, 900], false, "the last one jumped"],
  [[500, undefined, 480], true, "a slice without deliveries is passed over"],
  [[undefined, undefined], true, "nothing was delivered at all: waiting longer changes nothing"],
] as const) {
  test(`warm-up: ${what}`, () => assert.equal(hasSettled(mediansNs), settled));
}
