import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApproachFigures, Arm } from "../../src/gate/figures.js";
import { hasOrderEffect, isOrderFair, unfitReason } from "../../src/gate/fitness.js";
import { seededRandom } from "../../src/random.js";
import { BOTH, rounds } from "./rounds.js";

const reasonWith = (bend: Partial<ApproachFigures>, arm: Arm): string | undefined => {
  const [round] = rounds({
    count: 1,
    approaches: BOTH,
    control: {},
    bend: (figures, which) => which === arm && figures.approach === "webhook" && Object.assign(figures, bend),
  });
  assert.equal(unfitReason(round!, "websocket"), undefined, "the other approach's slices were its own");
  return unfitReason(round!, "webhook");
};

test("a round is left out for what others did, in any arm", () => {
  const table: [figures: Partial<ApproachFigures>, reason: string | undefined][] = [
    [{}, undefined],
    [{ verdict: "service-bound" }, undefined],
    [{ verdict: "generator-bound" }, "generator-bound"],
    [{ verdict: "disturbed" }, "disturbed"],
    [{ foreignRatio: 0.25 }, undefined],
    [{ foreignRatio: 0.26, verdict: "disturbed" }, "foreign-cpu"],
    [{ stealRatio: 0.02 }, undefined],
    [{ stealRatio: 0.021 }, "cpu-stolen"],
  ];
  for (const arm of ["base", "head", "control"] as const) {
    for (const [figures, reason] of table)
      assert.equal(reasonWith(figures, arm), reason, JSON.stringify([arm, figures]));
  }
});

test("where the system does not tell, a round is not left out for it", () => {
  const [round] = rounds({ count: 1, bend: (figures) => delete figures.foreignRatio && delete figures.stealRatio });
  assert.equal(unfitReason(round!, "websocket"), undefined);
});

test("an order is fair as long as a coin could have drawn it, one in a thousand times", () => {
  const drawn = (headFirst: number, count: number) =>
    rounds({ count }).map((round, i) => ({ ...round, first: i < headFirst ? ("head" as const) : ("base" as const) }));
  // Of 24 tosses 4 or fewer (or 20 or more) have a probability of 0.15 %, 3 or fewer 0.03 %.
  const table: [headFirst: number, count: number, fair: boolean][] = [
    [0, 0, true],
    [0, 10, true],
    [0, 11, false],
    [0, 12, false],
    [1, 12, true],
    [12, 12, false],
    [3, 24, false],
    [4, 24, true],
    [12, 24, true],
    [21, 24, false],
  ];
  for (const [headFirst, count, fair] of table) {
    assert.equal(isOrderFair(drawn(headFirst, count)), fair, `${headFirst} of ${count}`);
  }
});

test("an effect of the order is found whichever way it goes, and one of the change is not taken for it", () => {
  const random = seededRandom(1, "noise");
  const noise = (): number => 0.02 * (random.next() - 0.5);
  const logRatios = (change: number, order: number) =>
    Array.from({ length: 24 }, (_, i) => {
      const first = i % 2 === 0 ? ("base" as const) : ("head" as const);
      return { logRatio: change + (first === "base" ? order : -order) + noise(), first };
    });
  assert.equal(hasOrderEffect(logRatios(0, 0.02)), true);
  assert.equal(hasOrderEffect(logRatios(0.5, -0.02)), true);
  assert.equal(hasOrderEffect(logRatios(0.5, 0)), false);
  assert.equal(hasOrderEffect(logRatios(0, 0)), false);
  assert.equal(hasOrderEffect([]), false);
});
