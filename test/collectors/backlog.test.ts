import assert from "node:assert/strict";
import { test } from "node:test";
import { BacklogCollector } from "../../src/collectors/backlog.js";

const slice = (startNs: number) => ({ run: { startNs, offsetNs: 0, lengthNs: 1_000, from: 0, to: 0 } });

test("events that begin when they are due leave no backlog and keep the asked rate", () => {
  const backlog = new BacklogCollector();
  for (let i = 0; i < 10; i++) backlog.begun(i, 5_000 + i * 100, 5_000 + i * 100);
  backlog.endSlice(slice(5_000));
  assert.deepEqual(backlog.figures, { achievedRateRatio: 1, backlogEvents: 0 });
});

test("the backlog is the most events that waited at once, whichever generator they came from", () => {
  const backlog = new BacklogCollector();
  // One generator begins its three at once when the last is due; the other, reported after it, is on time.
  for (const [i, dueNs] of [100, 200, 300].entries()) backlog.begun(i, dueNs, 300);
  for (const [i, dueNs] of [150, 250].entries()) backlog.begun(3 + i, dueNs, dueNs);
  backlog.endSlice(slice(0));
  assert.equal(backlog.figures.backlogEvents, 2);
});

test("a generator that takes twice as long as it was given achieves half the rate", () => {
  const backlog = new BacklogCollector();
  for (const startNs of [0, 10_000]) {
    for (let i = 1; i <= 10; i++) backlog.begun(i, startNs + i * 99, startNs + i * 200);
    backlog.endSlice(slice(startNs));
  }
  assert.deepEqual(backlog.figures, { achievedRateRatio: 0.5, backlogEvents: 5 });
});

test("without slices the rate is unknown", () => {
  assert.deepEqual(new BacklogCollector().figures, {});
});
