import assert from "node:assert/strict";
import { test } from "node:test";
import { countsSince, otherWork } from "../../../scripts/perf/other-work.js";

const counts = (operations: number, connections: number, resumed = 0) => ({ operations, connections, resumed });

test("what the far side counted is that of the window", () => {
  assert.deepEqual(countsSince(counts(10, 5, 1), counts(110, 105, 51)), counts(100, 100, 50));
});

test("a contender that keeps connections open, or opens them, where it must not does other work", () => {
  assert.equal(otherWork({ connectionsPerOperation: 1 }, counts(100, 96)), undefined);
  assert.equal(
    otherWork({ connectionsPerOperation: 1 }, counts(100, 50)),
    "0.5 connections per operation instead of 1",
  );
  assert.equal(otherWork({ connectionsPerOperation: 0 }, counts(100, 4)), undefined);
  assert.match(otherWork({ connectionsPerOperation: 0 }, counts(100, 100))!, /^1 connections/);
  assert.equal(otherWork({ connectionsPerOperation: 0 }, counts(0, 0)), "nothing arrived at the far side");
});

test("so does one that resumes a session where it must not, or does not where it must", () => {
  const each = { connectionsPerOperation: 1 } as const;
  assert.equal(otherWork({ ...each, resumed: 1 }, counts(100, 100, 96)), undefined);
  assert.equal(
    otherWork({ ...each, resumed: 1 }, counts(100, 100, 0)),
    "0 of 100 connections resumed a session instead of all",
  );
  assert.equal(otherWork({ ...each, resumed: 0 }, counts(100, 100, 4)), undefined);
  assert.equal(
    otherWork({ ...each, resumed: 0 }, counts(100, 100, 90)),
    "90 of 100 connections resumed a session instead of none",
  );
});
