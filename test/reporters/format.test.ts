import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytes, count, duration, percent, perSecond, ratio } from "../../src/reporters/format.js";

test("durations are scaled to 3 significant digits", () => {
  const cases: [ns: number | undefined, text: string][] = [
    [undefined, "–"],
    [0, "0 ns"],
    [87, "87.0 ns"],
    [999.7, "1.00 µs"],
    [1_000, "1.00 µs"],
    [63_749, "63.7 µs"],
    [999_499, "999 µs"],
    [999_600, "1.00 ms"],
    [9_996_000, "10.0 ms"],
    [212_400_000, "212 ms"],
    [1_500_000_000, "1.50 s"],
    [3_600_000_000_000, "3,600 s"],
  ];
  for (const [ns, text] of cases) assert.equal(duration(ns), text);
});

test("bytes are scaled by 1024 and may be negative", () => {
  const cases: [value: number | undefined, text: string][] = [
    [undefined, "–"],
    [0, "0 B"],
    [352, "352 B"],
    [1023, "0.999 KiB"],
    [15_155, "14.8 KiB"],
    [71_303_168, "68.0 MiB"],
    [8 * 1024 ** 3, "8.00 GiB"],
    [5_000 * 1024 ** 3, "5,000 GiB"],
    [-19.1, "-19.1 B"],
  ];
  for (const [value, text] of cases) assert.equal(bytes(value), text);
});

test("counts are whole and grouped, rates and shares have 3 digits", () => {
  assert.deepEqual(
    [count(0), count(999), count(1_234_567), count(-1_234), count(undefined)],
    ["0", "999", "1,234,567", "-1,234", "–"],
  );
  assert.deepEqual([perSecond(1_788.07), perSecond(12.345), perSecond(undefined)], ["1,788/s", "12.3/s", "–"]);
  assert.deepEqual(
    [percent(0.3), percent(1), percent(0.000123), percent(undefined)],
    ["30.0 %", "100 %", "0.0123 %", "–"],
  );
});

test("a ratio shows its interval when it has one", () => {
  assert.equal(ratio({ ratio: 2.314, low: 2.096, high: 2.581 }), "2.31× (2.10–2.58)");
  assert.equal(ratio({ ratio: 2.314 }), "2.31×");
  assert.equal(ratio({ ratio: undefined }), "–");
});

test("a duration reads back within half a digit of what it was", () => {
  const units: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };
  fc.assert(
    fc.property(fc.double({ min: 1, max: 3.6e12, noNaN: true }), (ns) => {
      const [figure, unit] = duration(ns).split(" ");
      const read = Number(figure!.replaceAll(",", "")) * units[unit!]!;
      assert.ok(Math.abs(read / ns - 1) <= 0.0051, `${ns} became ${duration(ns)}`);
      assert.ok(!/e/.test(figure!));
    }),
  );
});
