import assert from "node:assert/strict";
import { test } from "node:test";
import { drain } from "../../src/generators/drain.js";

test("a drain ends at once when all is settled", async () => {
  assert.equal(await drain({ settled: () => true, progress: () => 0, quietMs: 60_000, limitMs: 60_000 }), true);
});

test("a drain gives up when nothing moves for the quiet time", async () => {
  assert.equal(await drain({ settled: () => false, progress: () => 0, quietMs: 20, limitMs: 60_000 }), false);
});

test("a drain that still moves goes on beyond the quiet time, up to the limit", async () => {
  let progress = 0;
  assert.equal(
    await drain({ settled: () => progress >= 40, progress: () => ++progress, quietMs: 10, limitMs: 60_000 }),
    true,
  );
  assert.equal(await drain({ settled: () => false, progress: () => ++progress, quietMs: 10, limitMs: 60 }), false);
});
