import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../../src/errors.js";
import {
  exitCodeOfCapacity,
  judgeMinimum,
  type MinimumVerdict,
  parseMinima,
} from "../../../src/studies/capacity/minimum.js";
import type { CapacityAnswer } from "../../../src/studies/capacity/search.js";

const found: CapacityAnswer = { kind: "found", estimate: 500, from: 450, to: 560 };
const notBelow: CapacityAnswer = { kind: "not-below", rate: 500, limit: "generator" };
const notAbove: CapacityAnswer = { kind: "not-above", rate: 500 };
const undecided: CapacityAnswer = { kind: "undecided", because: "disturbed" };

const cases: [answer: CapacityAnswer, rate: number, verdict: MinimumVerdict][] = [
  [found, 450, "met"],
  [found, 451, "undecided"],
  [found, 560, "undecided"],
  [found, 561, "missed"],
  [notBelow, 500, "met"],
  [notBelow, 501, "not measured"],
  [notAbove, 501, "missed"],
  [notAbove, 500, "not measured"],
  [undecided, 1, "not measured"],
];

test("only an interval on one side decides, and what was not measured is never met", () => {
  for (const [answer, rate, verdict] of cases)
    assert.equal(judgeMinimum({ rate }, answer), verdict, JSON.stringify([answer, rate]));
});

const answers = (...all: CapacityAnswer[]) =>
  all.map((answer, i) => ({ approach: `a${i}`, answer, counted: 24, inVain: 0 }));

test("the exit code is that of the worst: missed, then not measured, then undecided", () => {
  const min = (i: number, rate: number) => ({ approach: `a${i}`, rate });
  assert.equal(exitCodeOfCapacity(answers(found, notBelow, notAbove), []), 0, "a bound is an answer");
  assert.equal(exitCodeOfCapacity(answers(found, undecided), []), 5);
  assert.equal(exitCodeOfCapacity(answers(found), [min(0, 400)]), 0);
  assert.equal(exitCodeOfCapacity(answers(found), [min(0, 500)]), 3);
  assert.equal(exitCodeOfCapacity(answers(found, notBelow), [min(0, 500), min(1, 600)]), 5);
  assert.equal(exitCodeOfCapacity(answers(found, undecided), [min(0, 600)]), 1);
});

test("a minimum is for all or for one by name, which goes first", () => {
  assert.deepEqual(parseMinima([], ["a", "b"]), []);
  assert.deepEqual(parseMinima(["b=20", "1e3"], ["a", "b"]), [
    { approach: "a", rate: 1_000 },
    { approach: "b", rate: 20 },
  ]);
});

test("what is no minimum is refused with what is allowed", () => {
  for (const [text, message] of [
    ["many", /must be events per second, as in 500 or a=500; got many/],
    ["0", /got 0/],
    ["a=", /got a=/],
    ["-1", /got -1/],
    ["aa=5", /takes no part: aa\. Did you mean/],
  ] as const)
    assert.throws(
      () => parseMinima([text], ["a", "b"]),
      (error) => error instanceof PushbenchError && error.code === "usage" && message.test(error.message),
      text,
    );
});
