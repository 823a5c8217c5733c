import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crossoverOf } from "../../../src/studies/crossover/crossover.js";
import type { CurvePoint } from "../../../src/studies/crossover/found.js";
import {
  changes,
  fromBothEnds,
  type Sure,
  surePoints,
  type TestedPoint,
} from "../../../src/studies/crossover/sure-points.js";

const sure = (text: string): Sure[] => [...text].map((one) => (one === "a" ? -1 : one === "b" ? 1 : 0));
const text = (all: readonly Sure[]): string => all.map((one) => ({ "-1": "a", "0": ".", "1": "b" })[`${one}`]).join("");

const points: CurvePoint[] = Array.from({ length: 8 }, (_, i) => ({
  number: i + 1,
  value: 2 ** i,
  clients: 4,
  eventsPerSecond: 2 ** i,
  eventsPerSecondPerClient: 2 ** i / 4,
  deliveriesPerSecond: 2 ** i,
}));
const crossover = (pattern: string) => crossoverOf(points.slice(0, pattern.length), sure(pattern), ["A", "B"]);

test("each end is followed inwards until a point is not sure, or says otherwise", () => {
  const cases: [winners: string, claimed: string][] = [
    ["aa.bb", "aa.bb"],
    ["aa.a.b", "aa...b"],
    [".aab", "...b"],
    ["aabab", "aa..b"],
    ["aaa", "aaa"],
    ["...", "..."],
    ["aab.", "aa.."],
  ];
  for (const [winners, claimed] of cases) assert.equal(text(fromBothEnds(sure(winners))), claimed, winners);
});

test("the answer follows from the sure points", () => {
  assert.deepEqual(crossover("aa..bb"), { kind: "crossing", below: "A", above: "B", from: points[1], to: points[4] });
  assert.deepEqual(crossover("bba"), { kind: "crossing", below: "B", above: "A", from: points[1], to: points[2] });
  assert.deepEqual(crossover("aaa"), { kind: "none", cheaper: "A" });
  assert.deepEqual(crossover("aa.."), {
    kind: "undecided",
    sure: [{ cheaper: "A", from: points[0], to: points[1] }],
    undecidedAt: [points[2], points[3]],
  });
  assert.deepEqual(crossover("aa.aa"), {
    kind: "undecided",
    sure: [
      { cheaper: "A", from: points[0], to: points[1] },
      { cheaper: "A", from: points[3], to: points[4] },
    ],
    undecidedAt: [points[2]],
  });
  assert.deepEqual(crossover("a.bb.a"), {
    kind: "several",
    crossings: [
      { below: "A", above: "B", from: points[0], to: points[2] },
      { below: "B", above: "A", from: points[3], to: points[5] },
    ],
  });
  assert.deepEqual(crossover(""), { kind: "unmeasured" });
});

test("an answer claims no more changes than the sure points have, and no point that is not sure", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...sure("a.b")), { minLength: 1, maxLength: 8 }), (drawn) => {
      const answer = crossoverOf(points.slice(0, drawn.length), drawn, ["A", "B"]);
      const crossings = answer.kind === "several" ? answer.crossings : answer.kind === "crossing" ? [answer] : [];
      assert.equal(crossings.length, changes(drawn));
      for (const { from, to, below } of crossings) {
        assert.equal(drawn[from.number - 1], below === "A" ? -1 : 1);
        assert.ok(from.value < to.value);
      }
      if (answer.kind === "none") assert.ok(!drawn.includes(0));
    }),
  );
});

const rounds = (ratio: number, count = 6): TestedPoint["pairs"] =>
  Array.from({ length: count }, (_, i) => [ratio * (1 + i / 1000), 1] as const);
/** A point at which A costs so many times what B costs; "~" once more and once less. */
const unsure: TestedPoint["pairs"] = [0.5, 2, 0.5, 2, 0.6, 1.9].map((ratio) => [ratio, 1] as const);
const at = (pairs: TestedPoint["pairs"], section = ""): TestedPoint => ({ section, pairs });

test("points are sure where the exact interval of their ratio excludes 1", () => {
  assert.equal(text(surePoints([at(rounds(0.5)), at(unsure), at(rounds(2))])), "a.b");
});

test("a difference that the clocks of two hosts alone could have made is not sure", () => {
  const within = (bound: number): TestedPoint["pairs"] =>
    rounds(0.9).map(([first, second]) => [first, second, [bound, bound]] as const);
  assert.equal(text(surePoints([at(within(0.01))])), "a");
  assert.equal(text(surePoints([at(within(0.06))])), ".");
});

test("too few rounds are never sure, and stop what follows", () => {
  assert.equal(text(surePoints([at(rounds(0.5)), at(rounds(0.5, 5)), at(rounds(0.5)), at(unsure)])), "a...");
});

test("a point without rounds stops nothing", () => {
  assert.equal(text(surePoints([at(rounds(0.5)), at([]), at(rounds(0.5))])), "a.a");
});

test("where the ends agree, a point that says otherwise needs its share of the error", () => {
  const bent = (count: number) =>
    [rounds(0.5), unsure, rounds(2, count), unsure, rounds(0.5)].map((pairs) => at(pairs));
  assert.equal(text(surePoints(bent(6))), "a...a", "6 rounds are too few for a third of 5 %");
  assert.equal(text(surePoints(bent(8))), "a.b.a");
});

test("each side of a step is tested as a curve of its own", () => {
  const bent = [at(rounds(0.5), "-1"), at(rounds(2), "-1"), at(unsure, "0"), at(rounds(0.5), "1"), at(rounds(2), "1")];
  assert.equal(text(surePoints(bent)), "ab.ab");
  assert.equal(text(surePoints(bent.map(({ pairs }) => at(pairs)))), "a...b");
});
