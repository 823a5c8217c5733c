import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundedEstimate, boundedRatio, unpairedBoundedRatio } from "../../src/statistics/bounded-ratio.js";
import { pairedRatio, unpairedRatio } from "../../src/statistics/ratio.js";
import { signedRankEstimate } from "../../src/statistics/signed-rank.js";

const of = (values: readonly (number | undefined)[], bound?: number) => values.map((value) => ({ value, bound }));

test("without bounds it is the paired ratio", () => {
  const a = [3, 5, 4, 7, 6, 8, 9, undefined];
  const b = [2, 2.5, 3, 3.5, 2, 4, 3, 1];
  for (const bound of [undefined, 0]) assert.deepEqual(boundedRatio(of(a, bound), of(b, bound)), pairedRatio(a, b));
});

test("a difference that the bounds alone could have made is not sure", () => {
  const [slow, quick] = [new Array<number>(6).fill(120), new Array<number>(6).fill(100)];
  const isSure = (bound: number): boolean => (boundedRatio(of(slow, bound), of(quick, bound)).low ?? 0) > 1;
  assert.deepEqual([0, 9, 10, 11].map(isSure), [true, true, false, false]);
});

test("where a figure may truly be 0 there is a ratio, and no interval", () => {
  const ones = new Array<number>(6).fill(10);
  const { ratio, ...rest } = boundedRatio(of(ones, 10), of(ones, 1));
  assert.ok(Math.abs(ratio! - 1) < 1e-9);
  assert.deepEqual(rest, { rounds: 6, leftOut: 0 });
});

test("its interval holds that of the true figures, however wrong each is within its bound", () => {
  const figure = fc.record({
    truth: fc.double({ min: 101, max: 1_000, noNaN: true }),
    bound: fc.double({ min: 0, max: 50, noNaN: true }),
    error: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  const rounds = fc.array(fc.tuple(figure, figure), { minLength: 6, maxLength: 9 });
  fc.assert(
    fc.property(rounds, (pairs) => {
      const side = (which: 0 | 1) => pairs.map((pair) => pair[which]);
      const seen = (which: 0 | 1) =>
        side(which).map(({ truth, bound, error }) => ({ value: truth + error * bound, bound }));
      const truth = pairedRatio(
        side(0).map((one) => one.truth),
        side(1).map((one) => one.truth),
      );
      const { low, high } = boundedRatio(seen(0), seen(1));
      assert.ok(low! <= truth.low! * (1 + 1e-9) && high! >= truth.high! * (1 - 1e-9));
    }),
  );
});

test("of rounds without partners, too: without bounds it is the unpaired ratio, and with them it holds that of the true figures", () => {
  const [a, b] = [
    [300, 500, 400, 700, 600],
    [200, 250, 300, 350, 220, 410],
  ];
  assert.deepEqual(unpairedBoundedRatio(of(a), of(b, 0)), unpairedRatio(a, b));
  const { ratio, low, high } = unpairedBoundedRatio(of(a, 10), of(b, 20))!;
  assert.equal(ratio, unpairedRatio(a, b)!.ratio);
  const moved = (by: number, other: number) =>
    unpairedRatio(
      a.map((one) => one + by),
      b.map((one) => one + other),
    )!;
  for (const truth of [moved(10, -20), moved(-10, 20), moved(10, 20), moved(3, -7)])
    assert.ok(low! <= truth.low! && high! >= truth.high!, JSON.stringify(truth));
  assert.ok(low! < unpairedRatio(a, b)!.low! && high! > unpairedRatio(a, b)!.high!);
  const { low: unknown } = unpairedBoundedRatio(of(a, 10), of(b, 200))!;
  assert.equal(unknown, undefined, "where a figure may truly be 0, there is no interval");
  assert.equal(unpairedBoundedRatio(of([...a, undefined]), of(b)), undefined);
});

test("of differences the interval is wider by the bound on either side, and the estimate the same", () => {
  const values = [4, 7, 5, 6, 9, 8];
  const exact = signedRankEstimate(values)!;
  const found = boundedEstimate(values.map((value) => ({ value, bound: 2 })))!;
  assert.deepEqual(found, {
    estimate: exact.estimate,
    interval: { ...exact.interval!, low: exact.interval!.low - 2, high: exact.interval!.high + 2 },
  });
  assert.deepEqual(boundedEstimate([{ value: 3, bound: 1 }]), { estimate: 3 });
  assert.equal(boundedEstimate([]), undefined);
});
