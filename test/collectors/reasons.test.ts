import assert from "node:assert/strict";
import { test } from "node:test";
import { OTHER_REASONS, Reasons } from "../../src/collectors/reasons.js";
import { Recorder } from "../../src/collectors/recorder.js";

const total = (reasons: Record<string, number>): number => Object.values(reasons).reduce((sum, one) => sum + one, 0);

test("a peer that gives a new reason each time fills nothing: all are counted, few are told apart", () => {
  const recorder = new Recorder(() => 0);
  recorder.problem("connection lost");
  for (let i = 0; i < 10_000; i++) {
    recorder.refused(0, i, `500 ${i}`);
    recorder.problem(`closed by the service: 4000 ${i}`);
  }
  recorder.problem("connection lost");
  const { reasons } = recorder.take();
  assert.equal(total(reasons), 20_002);
  assert.ok(Object.keys(reasons).length <= 101);
  assert.equal(reasons["connection lost"], 2);
  assert.ok(reasons[OTHER_REASONS]! > 19_000);
  assert.deepEqual(recorder.take().reasons, {});
});

test("what a peer says is one short line", () => {
  const reasons = new Reasons();
  reasons.add(`the service answered ${"x".repeat(1_000_000)}`);
  reasons.add("500 No\r\n## A heading\u0000\u001b[31m\u2028and more", 3);
  reasons.add("500 No\r\n## A heading\u0000\u001b[31m\u2028and more", 4);
  const [long, short] = Object.keys(reasons.toRecord()).sort((a, b) => b.length - a.length);
  assert.equal(long, `the service answered ${"x".repeat(179)}…`);
  assert.equal(short, "500 No ## A heading [31m and more");
  assert.equal(total(reasons.toRecord()), 8);
});
