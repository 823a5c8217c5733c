import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FONT_SIZE } from "../../../src/reporters/charts/look.js";
import { linearAxis, logAxis } from "../../../src/reporters/charts/scales.js";
import { widthOf } from "../../../src/reporters/charts/text-width.js";
import { bytes, duration, number } from "../../../src/reporters/format.js";

const labelsOf = ({ ticks }: ReturnType<typeof linearAxis>): string[] =>
  ticks.map(({ label }) => label).filter((label) => label !== "");

test("ticks are round in the unit that they are shown in", () => {
  const linear = linearAxis({ low: 0, high: 44_900, from: 300, to: 0, format: duration });
  assert.deepEqual(labelsOf(linear), ["0", "10 µs", "20 µs", "30 µs", "40 µs", "50 µs"]);
  const small = linearAxis({ low: 0, high: 900, from: 0, to: 400, format: bytes, isBytes: true });
  assert.deepEqual(labelsOf(small), ["0", "256 B", "512 B", "768 B", "1 KiB"]);
  const log = logAxis({ low: 1, high: 2_000, from: 0, to: 600, format: number });
  assert.deepEqual(labelsOf(log), ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1,000", "2,000"]);
  const ratios = logAxis({ low: 0.67, high: 1.5, from: 0, to: 300, format: (value) => `${number(value)}×` });
  assert.ok(labelsOf(ratios).includes("1×"), labelsOf(ratios).join(" "));
});

test("an axis of seconds that is tight ends with its last second", () => {
  const axis = linearAxis({ low: 0, high: 3, from: 0, to: 220, format: number, isTight: true });
  assert.deepEqual([axis.at(3), labelsOf(axis)], [220, ["0", "1", "2", "3"]]);
  const long = linearAxis({ low: 0, high: 29.5, from: 0, to: 220, format: number, isTight: true });
  assert.deepEqual([long.at(29.5), labelsOf(long)], [220, ["0", "10", "20"]]);
});

test("an axis holds every value within its pixels, and no two labels overlap", () => {
  const value = fc.double({ min: 1e-3, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(
      value,
      value,
      fc.integer({ min: 120, max: 900 }),
      fc.boolean(),
      fc.constantFrom(linearAxis, logAxis),
      (a, b, length, isVertical, axisOf) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [from, to] = isVertical ? [length, 0] : [0, length];
        const axis = axisOf({ low, high, from, to, format: duration });
        for (const one of [low, high]) assert.ok(axis.at(one) >= -1e-6 && axis.at(one) <= length + 1e-6, `${one}`);
        const shown = axis.ticks.filter(({ label }) => label !== "");
        assert.ok(shown.length >= 1);
        assert.equal(new Set(shown.map(({ label }) => label)).size, shown.length, "each label stands once");
        for (const [i, tick] of shown.slice(1).entries()) {
          const apart = Math.abs(tick.at - shown[i]!.at);
          const needed = isVertical
            ? FONT_SIZE
            : (widthOf(tick.label, FONT_SIZE) + widthOf(shown[i]!.label, FONT_SIZE)) / 2;
          assert.ok(apart >= needed, `${shown[i]!.label} ${tick.label}`);
        }
      },
    ),
    { seed: 1 },
  );
});

test("what has no logarithm lies at the end of the axis, and never outside", () => {
  const axis = logAxis({ low: 1, high: 100, from: 0, to: 300, format: number });
  assert.deepEqual([axis.at(0), axis.at(-1), axis.at(1e9)], [0, 0, 300]);
});
