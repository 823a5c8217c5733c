import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seededRandom } from "../../src/random.js";
import { bestSplit, changePoints } from "../../src/trend/change-points.js";

const times = (count: number, value: number): number[] => Array<number>(count).fill(value);

/** Annual flow of the Nile at Aswan, 1871–1970, in 10^8 m³ (Cobb 1978, R's `Nile`); the dam was begun in 1898. */
const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

/** tests/change_point_divisive_test.py of Apache Otava. */
const OTAVA = [0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0];
/** tests/analysis_test.py of Apache Otava. */
const OTAVA_SINGLE = [
  1.02, 0.95, 0.99, 1.0, 1.12, 1.0, 1.01, 0.98, 1.01, 0.96, 0.5, 0.51, 0.48, 0.48, 0.55, 0.5, 0.49, 0.51, 0.5, 0.49,
];
/** tests/test_detection.py of MongoDB's signal-processing-algorithms. */
const MONGODB_RANDOM = [
  41, 18, 23, 3, 32, 11, 40, 13, 29, 48, 47, 35, 18, 21, 6, 2, 23, 3, 4, 7, 120, 103, 102, 81, 71, 62, 115, 61, 108, 63,
  70, 98, 65, 96, 64, 74, 70, 113, 90, 114, 208, 196, 153, 150, 225, 179, 206, 165, 177, 151, 218, 217, 244, 245, 229,
  195, 225, 229, 176, 250,
];
const AHEAD = [...times(14, 50), 74, ...times(15, 100)];
const BEHIND = [...times(14, 50), 76, ...times(15, 100)];
const TWO_STEPS = [...times(2, 50), 100, ...times(12, 50), ...times(15, 100), ...times(15, 150)];
/** MongoDB's library, whose means within count each value's distance 0 to itself, puts the second change at 33. */
const RECOVERY = [...times(2, 50), 100, ...times(12, 50), ...times(15, 100), 50, 50, 100, ...times(12, 50)];

test("the best split and its statistic are those of the R package ecp 3.1.6", () => {
  const cases: [values: readonly number[], smallestSegment: number, index: number, statistic: number][] = [
    [NILE, 5, 28, 4916.59080768],
    [NILE, 30, 30, 4204.08373015],
    [OTAVA, 2, 5, 761.282142857],
    [OTAVA, 3, 5, 761.282142857],
    [OTAVA_SINGLE, 3, 10, 4.68222222222],
    [RECOVERY, 3, 15, 650],
    [TWO_STEPS, 3, 30, 1209.1954023],
    [AHEAD, 3, 15, 702],
    [BEHIND, 3, 14, 701.866666667],
    [MONGODB_RANDOM, 3, 40, 2848.11695906],
  ];
  for (const [values, smallestSegment, index, statistic] of cases) {
    const split = bestSplit(values, smallestSegment)!;
    assert.equal(split.index, index);
    assert.ok(Math.abs(split.statistic / statistic - 1) < 1e-10, `${split.statistic} instead of ${statistic}`);
  }
});

test("the change points are those that ecp, Otava and MongoDB's library find", () => {
  const cases: [values: readonly number[], indexes: number[]][] = [
    [NILE, [28]],
    [OTAVA_SINGLE, [10]],
    [MONGODB_RANDOM, [20, 40]],
    [AHEAD, [15]],
    [BEHIND, [14]],
    [TWO_STEPS, [15, 30]],
    [RECOVERY, [15, 30]],
    [[...times(15, 50), ...times(15, 100)], [15]],
    [times(30, 50), []],
  ];
  for (const [values, indexes] of cases) {
    assert.deepEqual(
      changePoints(values).map(({ index }) => index),
      indexes,
    );
  }
  const lenient = { significance: 0.05, permutations: 199, smallestSegment: 2 };
  assert.deepEqual(
    changePoints(OTAVA, lenient).map(({ index }) => index),
    [5, 8],
  );
});

test("the split is the best of all that can be, by the definition", () => {
  const distances = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + Math.abs(x - y), 0), 0);
  const byDefinition = (values: readonly number[], smallest: number): number => {
    let best = Number.NEGATIVE_INFINITY;
    for (let i = smallest; i + smallest <= values.length; i++) {
      for (let end = i + smallest; end <= values.length; end++) {
        const [left, right] = [values.slice(0, i), values.slice(i, end)];
        const [n, m] = [left.length, right.length];
        const within = distances(left, left) / (n * (n - 1)) + distances(right, right) / (m * (m - 1));
        best = Math.max(best, ((n * m) / (n + m)) * ((2 * distances(left, right)) / (n * m) - within));
      }
    }
    return best;
  };
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 14 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 4 }), (series, smallest) => {
      const expected = byDefinition(series, smallest);
      const found = bestSplit(series, smallest)?.statistic ?? Number.NEGATIVE_INFINITY;
      assert.ok(found === expected || Math.abs(found - expected) < 1e-9);
    }),
    { seed: 1 },
  );
});

test("change points do not depend on the unit, nor on where its zero is", () => {
  const indexes = (values: readonly number[]): number[] => changePoints(values).map(({ index }) => index);
  for (const series of [NILE, MONGODB_RANDOM, OTAVA_SINGLE]) {
    assert.deepEqual(indexes(series.map((value) => value * 1e6 + 17)), indexes(series));
  }
});

test("the same series gives the same answer, another seed the same change points where they are plain", () => {
  assert.deepEqual(changePoints(MONGODB_RANDOM), changePoints(MONGODB_RANDOM));
  assert.deepEqual(
    changePoints(MONGODB_RANDOM, { seed: 2 }).map(({ index }) => index),
    [20, 40],
  );
});

test("the series itself counts among its permutations, so p is never 0", () => {
  const step = [...times(15, 50), ...times(15, 100)];
  assert.deepEqual(changePoints(step, { permutations: 99 }), [{ index: 15, p: 1 / 100 }]);
  assert.deepEqual(changePoints(step, { permutations: 98 }), []);
});

test("steady noise is called changed about as rarely as the level says", () => {
  const random = seededRandom(7, "noise");
  const trials = 200;
  const alarms = Array.from({ length: trials }, () => Array.from({ length: 24 }, () => random.next())).filter(
    (series) => changePoints(series, { significance: 0.05, permutations: 99 }).length > 0,
  ).length;
  // 5 % of 200 is 10; more than 20 has a probability under 0.002 if the level holds
  assert.ok(alarms >= 1 && alarms <= 20, `${alarms} of ${trials}`);
});

test("too few values for two segments have no change point", () => {
  for (const values of [[], [1], [1, 2, 3, 9, 9]]) assert.deepEqual(changePoints(values), []);
  assert.throws(() => changePoints([1, 2], { smallestSegment: 1 }), RangeError);
});
