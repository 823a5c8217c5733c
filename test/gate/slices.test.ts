/** What a round's slices add to its figure: arms are compared slice by slice, for they play the same ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { baselineOf } from "../../src/gate/baseline.js";
import { type ApproachFigures, figuresOf, type GateRound } from "../../src/gate/figures.js";
import { seriesOf, subjectsOf } from "../../src/gate/subjects.js";
import { part, resultOf } from "../reporters/fixture.js";
import { BOTH, rounds, TRANSPORTS } from "./rounds.js";

const CPU = "service-cpu-per-delivery";
const watched = subjectsOf({ approaches: BOTH, transports: TRANSPORTS, loop: "open" });
const subject = watched.find((one) => one.metric === CPU && one.approach === "websocket")!;
const ratioSubject = watched.find((one) => one.metric === CPU && one.approach.includes("/"))!;

type Slices = (number | undefined)[];

/** One round whose arms had these slices; the sum is what a round without slices would go by. */
function roundOf(base: Slices, head: Slices, control?: Slices): GateRound {
  const figures = (slices: Slices): ApproachFigures[] =>
    BOTH.map(({ name }) => ({
      ...rounds({ count: 1 })[0]!.base[0]!,
      approach: name,
      metrics: { [CPU]: slices.reduce<number>((sum, one) => sum + (one ?? 0), 0) / slices.length },
      slices: { [CPU]: name === "webhook" ? slices.map(() => 100) : slices },
    }));
  return {
    number: 1,
    base: figures(base),
    head: figures(head),
    ...(control && { control: figures(control) }),
    first: "base",
  };
}

const ratioOf = (round: GateRound, of = subject): number => {
  const [pair] = seriesOf(of, [round]).pairs;
  return pair!.head / pair!.base;
};

const cold = [240, 180, 140, 130, 115, 110, 108, 105];
const near = (actual: number, wanted: number): void => assert.ok(Math.abs(actual - wanted) < 1e-9, `${actual}`);

test("a burst in one slice moves the sum, and hardly the figure; getting warm is in both arms", () => {
  const slower = cold.map((value) => value * 1.1);
  near(ratioOf(roundOf(cold, slower)), 1.1);
  const burst = slower.map((value, i) => (i === 5 ? value * 6 : value));
  assert.ok(burst.reduce((a, b) => a + b) / cold.reduce((a, b) => a + b) > 1.5, "by its sum half as much again");
  assert.ok(Math.abs(ratioOf(roundOf(cold, burst)) - 1.1) < 0.02);
});

test("swapping the arms mirrors the figure exactly: that is what the test's exactness rests on", () => {
  const slices = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(slices, slices, (one, other) => {
      assert.ok(Math.abs(Math.log(ratioOf(roundOf(one, other))) + Math.log(ratioOf(roundOf(other, one)))) < 1e-9);
    }),
  );
});

test("the ratio of two approaches goes slice by slice as well, and a control is held against the base's slices", () => {
  near(
    ratioOf(
      roundOf(
        cold,
        cold.map((value) => value * 2),
      ),
      ratioSubject,
    ),
    0.5,
  );
  const [pair] = seriesOf(subject, [
    roundOf(
      cold,
      cold,
      cold.map((value) => value * 1.2),
    ),
  ]).pairs;
  near(pair!.control! / pair!.base, 1.2);
});

test("slices that an arm did not measure are left out in all; where too few are left, or they are not the same, the whole round counts", () => {
  const without: Slices = cold.map((value, i) => (i < 2 ? undefined : value * 1.3));
  near(ratioOf(roundOf(cold, without)), 1.3);
  const few: Slices = cold.map((_, i) => (i < 5 ? undefined : 100));
  const sum = (slices: Slices) => slices.reduce<number>((total, one) => total + (one ?? 0), 0);
  near(ratioOf(roundOf(cold, few)), sum(few) / sum(cold));
  near(ratioOf(roundOf(cold, cold.slice(0, 6))), sum(cold.slice(0, 6)) / 6 / (sum(cold) / 8));
});

test("figures have the slices of a result, and a stored baseline does not: its slices were other moments", () => {
  const result = resultOf(1, undefined, (one) => {
    part(one, 1, "websocket").slices = [
      { cpuNs: 1_000, delivered: 10 },
      { cpuNs: 900, delivered: 0 },
    ];
  });
  assert.deepEqual(figuresOf(part(result, 1, "websocket")).slices, { [CPU]: [100, undefined] });
  assert.equal(figuresOf(part(result, 1, "webhook")).slices, undefined);
  assert.ok(!JSON.stringify(baselineOf(result)).includes('"slices"'));
});
