import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seededRandom } from "../../src/random.js";
import { clopperPearson } from "../../src/statistics/binomial.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { commonSlope, type Point, slope } from "../../src/statistics/slope.js";

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
  // Its standard deviation there is 0.000429796848199937, and Student's t of 34 degrees of freedom 2.03224450931772.
  const { estimate, low, high } = commonSlope([points])!;
  assert.equal(estimate, slope(points));
  for (const half of [estimate - low, high - estimate])
    assert.ok(Math.abs(half - 2.03224450931772 * 0.000429796848199937) < 1e-9, `${half}`);
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

test("a common slope has a line of its own for each round, and needs three different x in one of them", () => {
  const up = (start: number): Point[] => [100, 200, 300, 400].map((x) => [x, start + 7 * x] as const);
  const found = commonSlope([up(0), up(1e6)])!;
  assert.ok(Math.abs(found.estimate - 7) < 1e-9 && Math.abs(found.high - found.low) < 1e-4, JSON.stringify(found));
  assert.equal(commonSlope([up(0).slice(0, 2), up(5).slice(1, 3)]), undefined);
  assert.equal(commonSlope([]), undefined);
});

test("the interval of a common slope holds the true one about as often as it says", () => {
  const random = seededRandom(14, "points off their lines");
  const off = (): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, random.next())));
  const trials = 2_000;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const lines = [0, 50].map((start) => [1, 2, 3, 4, 5].map((x) => [x, start + 3 * x + off()] as const));
    const { low, high } = commonSlope(lines)!;
    if (low <= 3 && 3 <= high) held++;
  }
  const { low, high } = clopperPearson(held, trials, 0.999);
  assert.ok(low <= 0.95 && 0.95 <= high, `${held} of ${trials}`);
});
