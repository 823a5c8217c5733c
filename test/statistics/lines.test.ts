import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seededRandom } from "../../src/random.js";
import { fiellerZero } from "../../src/statistics/fieller.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { studentQuantile, studentWithin } from "../../src/statistics/student-t.js";
import { weightedLine } from "../../src/statistics/weighted-line.js";

const close = (actual: number, expected: number, relative = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);

test("Student's quantiles are those of printed tables", () => {
  const table: [confidence: number, degrees: number, t: number][] = [
    [0.95, 1, 12.706],
    [0.95, 2, 4.3027],
    [0.95, 5, 2.5706],
    [0.95, 10, 2.2281],
    [0.99, 5, 4.0321],
    [0.9, 30, 1.6973],
  ];
  for (const [confidence, degrees, t] of table) close(studentQuantile(confidence, degrees), t, 5e-5);
  close(studentQuantile(0.95, 100_000), normalQuantile(0.975), 1e-4);
});

test("Student's distribution is the integral of its density", () => {
  for (const degrees of [1, 2, 3, 4, 7, 12]) {
    const density = (t: number): number => (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
    const area = (to: number): number => {
      const steps = 200_000;
      let sum = 0;
      for (let i = 0; i < steps; i++) sum += density(((i + 0.5) * to) / steps) * (to / steps);
      return sum;
    };
    // The ratio of two areas needs no gamma function
    close(studentWithin(1.3, degrees) / studentWithin(4, degrees), area(1.3) / area(4), 1e-8);
  }
});

const amount = fc.double({ min: 0.1, max: 1000, noNaN: true });

test("points on a line give that line, whatever they weigh", () => {
  fc.assert(
    fc.property(
      amount,
      amount,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), amount), { minLength: 2 }),
      (a, b, drawn) => {
        fc.pre(new Set(drawn.map(([x]) => x)).size > 1);
        const found = weightedLine(
          drawn.map(([x]) => [x, a + b * x]),
          drawn.map(([, weight]) => weight),
        )!;
        close(found.slope, b, 1e-6);
        close(found.intercept, a, 1e-4);
      },
    ),
  );
});

test("a point of weight 3 counts like three points", () => {
  const once = weightedLine(
    [
      [1, 2],
      [2, 3],
      [5, 4],
    ],
    [1, 3, 1],
  )!;
  const thrice = weightedLine(
    [
      [1, 2],
      [2, 3],
      [2, 3],
      [2, 3],
      [5, 4],
    ],
    [1, 1, 1, 1, 1],
  )!;
  close(once.slope, thrice.slope);
  close(once.intercept, thrice.intercept);
});

test("no other line is nearer to the points", () => {
  const [points, weights] = [
    [
      [1, 3],
      [4, 1],
      [6, 9],
      [9, 7],
    ] as const,
    [1, 0.5, 2, 0.1],
  ] as const;
  const distance = (intercept: number, slope: number): number =>
    points.reduce((sum, [x, y], i) => sum + weights[i]! * (y - intercept - slope * x) ** 2, 0);
  const { intercept, slope } = weightedLine(points, weights)!;
  const best = distance(intercept, slope);
  for (const [a, b] of [
    [0.01, 0],
    [-0.01, 0],
    [0, 0.01],
    [0, -0.01],
    [0.02, -0.01],
    [-0.02, 0.01],
  ] as const)
    assert.ok(distance(intercept + a, slope + b) > best);
});

test("points above each other have no line", () => {
  assert.equal(
    weightedLine(
      [
        [0.1, 1],
        [0.1, 2],
        [0.1, 5],
      ],
      [1, 1, 1],
    ),
    undefined,
  );
});

/** By its definition: whether Student's test of the mean of intercept + slope × x against 0 does not refuse x. */
function isInSet(lines: readonly { intercept: number; slope: number }[], x: number): boolean {
  const values = lines.map(({ intercept, slope }) => intercept + slope * x);
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return Math.abs(mean) <= studentQuantile(0.95, n - 1) * Math.sqrt(variance / n);
}

test("Fieller's set is that of all rates at which a t test does not refuse 0", () => {
  const hundredths = (most: number) => fc.integer({ min: -100 * most, max: 100 * most }).map((whole) => whole / 100);
  const line = fc.record({ intercept: hundredths(5), slope: hundredths(2) });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 3, maxLength: 9 }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      (lines, x) => {
        fc.pre(new Set(lines.map(({ slope }) => slope)).size > 1); // parallel lines meet nowhere or everywhere
        const set = fiellerZero(lines)!;
        const ends = set.kind === "everywhere" ? [] : [set.from, set.to];
        fc.pre(ends.every((end) => Math.abs(end - x) > 1e-6)); // on an end, rounding decides
        const isWithin =
          set.kind === "everywhere" ||
          (set.kind === "between" ? x >= set.from && x <= set.to : x <= set.to || x >= set.from);
        assert.equal(isWithin, isInSet(lines, x));
      },
    ),
  );
});

test("lines that are nearly parallel have a set without bounds", () => {
  const parallel = [0.1, -0.2, 0.15, -0.05].map((slope) => ({ intercept: 5, slope }));
  assert.equal(fiellerZero(parallel)!.kind, "outside");
  assert.equal(fiellerZero([{ intercept: 1, slope: 1 }]), undefined);
});

test("Fieller's set holds the true crossing in 95 % of 1,000 draws", () => {
  const random = seededRandom(14, "Fieller");
  const normal = (): number => normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random.next())));
  let held = 0;
  for (let i = 0; i < 1000; i++) {
    const lines = Array.from({ length: 6 }, () => ({ intercept: -10 + 2 * normal(), slope: 1 + 0.2 * normal() }));
    if (isInSet(lines, 10)) held++;
    const set = fiellerZero(lines)!;
    if (set.kind === "between") assert.equal(set.from <= 10 && set.to >= 10, isInSet(lines, 10));
  }
  assert.ok(held > 930 && held < 970, `${held}`);
});
