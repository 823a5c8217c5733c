/** What the faulty service says it did must be what it did: it is the measure of the harness. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Faults } from "../../src/selftest/service/faults.js";

/** Lets 40 events of one sender go through and gives the numbers that came out, in order. */
async function passedOf(events: readonly number[]) {
  const passed: number[] = [];
  const faults = new Faults(async (_recipient, body) => void passed.push(Number(body.toString())));
  for (const event of events) faults.take(event, 0, 1, Buffer.from(String(event)));
  await new Promise((resolve) => setImmediate(resolve));
  return { passed, counts: faults.counts, faults };
}

test("of 20 events 2 are lost, 1 is doubled and 1 comes after its successor, and the counts say so", async () => {
  const { passed, counts } = await passedOf(Array.from({ length: 40 }, (_, i) => i));
  assert.deepEqual(passed.slice(0, 19), [0, 1, 2, 3, 5, 6, 7, 8, 8, 9, 10, 11, 12, 13, 15, 17, 16, 18, 19]);
  assert.equal(passed.length, 38);
  assert.deepEqual(counts, { lost: 4, doubled: 2, heldBack: 2 });
});

test("an event that no other follows goes in its order after a while and does not count as held back", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { passed, counts } = await passedOf([15, 16]);
  assert.deepEqual(passed, [15]);
  context.mock.timers.tick(200);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(passed, [15, 16]);
  assert.equal(counts.heldBack, 0);
});
