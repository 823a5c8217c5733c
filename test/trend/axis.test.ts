import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { figure } from "../../src/reporters/gate/wording.js";
import { axisOf } from "../../src/trend/axis.js";

test("ticks are round in the unit that they are shown in", () => {
  assert.deepEqual(axisOf(41_000, 44_900, "ns").ticks, [41_000, 42_000, 43_000, 44_000, 45_000]);
  assert.deepEqual(axisOf(16_000, 44_900, "ns").ticks, [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  const mebibyte = 1024 ** 2;
  assert.deepEqual(
    axisOf(81 * mebibyte, 93 * mebibyte, "bytes").ticks.map((tick) => tick / mebibyte),
    [80, 85, 90, 95],
  );
});

test("an axis holds every value, has a height and few ticks, each with a label of its own", () => {
  const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e12, noNaN: true }));
  fc.assert(
    fc.property(value, value, fc.constantFrom("ns", "bytes", "per-second", "ratio"), (a, b, unit) => {
      const [lowest, highest] = [Math.min(a, b), Math.max(a, b)];
      const { low, high, ticks } = axisOf(lowest, highest, unit as "ns");
      assert.ok(low <= lowest * (1 + 1e-9) && high >= highest * (1 - 1e-9) && low < high);
      assert.ok(ticks.length >= 2 && ticks.length <= 8, `${ticks.length} ticks`);
      const labels = ticks.map((tick) => figure(tick, unit as "ns"));
      assert.equal(new Set(labels).size, labels.length, labels.join(" "));
    }),
    { seed: 1 },
  );
});
