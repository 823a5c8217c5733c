/** The verdict follows from what was observed: by table, and whatever the numbers are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Range } from "../../src/claims/claim-schema.js";
import { type Outcome, outcomeOf, outcomes, type Verdict, verdictOf } from "../../src/claims/verdict.js";

const outcomeCases: [low: number | undefined, high: number | undefined, confirms: Range, refutes: Range, Outcome][] = [
  [2, 3, { atLeast: 2 }, { atMost: 1.25 }, "holds"],
  [1, 1.25, { atLeast: 2 }, { atMost: 1.25 }, "fails"],
  [1.9, 3, { atLeast: 2 }, { atMost: 1.25 }, "unsure"],
  [1, 1.3, { atLeast: 2 }, { atMost: 1.25 }, "unsure"],
  [1, 3, { atLeast: 2 }, { atMost: 1.25 }, "unsure"],
  [1.3, 1.9, { atLeast: 2 }, { atMost: 1.25 }, "between"],
  [1.2, 1.5, { atLeast: 1.1, atMost: 1.6 }, { atLeast: 1.8 }, "holds"],
  [0, 0, { atLeast: 1 }, { atMost: 0 }, "fails"],
  [undefined, undefined, { atLeast: 2 }, { atMost: 1 }, "no interval"],
];

for (const [low, high, confirms, refutes, wanted] of outcomeCases) {
  test(`${low}–${high} with ${JSON.stringify(confirms)} and ${JSON.stringify(refutes)}: ${wanted}`, () => {
    const interval = low === undefined || high === undefined ? {} : { low, high };
    assert.equal(outcomeOf({ estimate: 100, ...interval }, confirms, refutes), wanted);
  });
}

test("what was not observed, or is no number, is unmeasured", () => {
  assert.equal(outcomeOf(undefined, { atLeast: 1 }, { atMost: 0 }), "unmeasured");
  assert.equal(outcomeOf({ estimate: Number.NaN, low: 2, high: 3 }, { atLeast: 1 }, { atMost: 0 }), "unmeasured");
});

const verdictCases: [Outcome[], Verdict][] = [
  [["holds"], "confirmed"],
  [["holds", "holds"], "confirmed"],
  [["fails", "fails"], "refuted"],
  [["holds", "fails"], "depends"],
  [["holds", "fails", "unsure"], "depends"],
  [["holds", "unsure"], "undecided"],
  [["fails", "between"], "undecided"],
  [["holds", "no interval"], "undecided"],
  [["holds", "unmeasured"], "undecided"],
  [["holds", "not here"], "confirmed"],
  [["fails", "not here"], "refuted"],
  [["not here", "not here"], "not measurable here"],
  [[], "not measurable here"],
];

for (const [found, wanted] of verdictCases)
  test(`${found.join(", ") || "nothing"}: ${wanted}`, () => assert.equal(verdictOf(found), wanted));

const anyOutcome = fc.constantFrom(...(Object.keys(outcomes) as Outcome[]));
const anyOutcomes = fc.array(anyOutcome, { maxLength: 8 });

test("the order of measures changes no verdict, and a measure that says the same again changes none", () => {
  fc.assert(
    fc.property(anyOutcomes, (found) => {
      assert.equal(verdictOf(found.toReversed()), verdictOf(found));
      if (found.length > 0) assert.equal(verdictOf([...found, found[0]!]), verdictOf(found));
    }),
  );
});

test("one more measure turns no confirmation into a refutation, and takes no condition back", () => {
  fc.assert(
    fc.property(anyOutcomes, anyOutcome, (found, more) => {
      const [before, after] = [verdictOf(found), verdictOf([...found, more])];
      if (before === "confirmed") assert.notEqual(after, "refuted");
      if (before === "refuted") assert.notEqual(after, "confirmed");
      if (before === "depends") assert.equal(after, "depends");
    }),
  );
});

const value = fc.double({ min: 0.01, max: 100, noNaN: true });
const bounds = fc
  .tuple(value, value)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));

test("a wider interval never decides what a narrower one left open, and never turns it round", () => {
  fc.assert(
    fc.property(bounds, bounds, fc.double({ min: 0, max: 5, noNaN: true }), (between, interval, wider) => {
      const [confirms, refutes] = [{ atLeast: between.high }, { atMost: between.low }];
      const estimate = interval.low;
      const narrow = outcomeOf({ estimate, ...interval }, confirms, refutes);
      const wide = outcomeOf({ estimate, low: interval.low - wider, high: interval.high + wider }, confirms, refutes);
      if (wide === "holds" || wide === "fails") assert.equal(narrow, wide);
    }),
  );
});
