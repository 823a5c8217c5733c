import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Point, slope } from "../../src/statistics/slope.js";

test("points on a line have the line's slope, wherever it begins", () => {
  const whole = fc.integer({ min: -1000, max: 1000 });
  const xs = fc.uniqueArray(whole, { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(xs, whole, whole, (at, rise, start) => {
      const found = slope(at.map((x) => [x, start + rise * x] as const));
      assert.ok(Math.abs(found! - rise) < 1e-6, `${found} instead of ${rise}`);
    }),
  );
});

test("a published example: Norris, of the statistical reference datasets of NIST", () => {
  // https://www.itl.nist.gov/div898/strd/lls/data/LINKS/DATA/Norris.dat: B1 = 1.00211681802045
  const norris = `0.1 0.2|338.8 337.4|118.1 118.2|888.0 884.6|9.2 10.1|228.1 226.5|668.5 666.3|998.5 996.3|449.1 448.6
    |778.9 777.0|559.2 558.2|0.3 0.4|0.1 0.6|778.1 775.5|668.8 666.9|339.3 338.0|448.9 447.5|10.8 11.6|557.7 556.0
    |228.3 228.1|998.0 995.8|888.8 887.6|119.6 120.2|0.3 0.3|0.6 0.3|557.6 556.8|339.3 339.1|888.0 887.2|998.5 999.0
    |778.9 779.0|10.2 11.1|117.6 118.3|228.9 229.2|668.4 669.1|449.2 448.9|0.2 0.5`;
  const points = norris.split("|").map((pair) => {
    const [y, x] = pair.trim().split(" ").map(Number);
    return [x, y] as unknown as Point;
  });
  assert.equal(points.length, 36);
  assert.ok(Math.abs(slope(points)! - 1.00211681802045) < 1e-9, `${slope(points)}`);
});

test("without two different x there is no slope", () => {
  assert.equal(slope([]), undefined);
  assert.equal(slope([[1, 2]]), undefined);
  assert.equal(
    slope([
      [1, 2],
      [1, 3],
    ]),
    undefined,
  );
});
