/** What waits, and for how long: backoff, the order after a refusal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LastingFaults } from "../../../../src/transports/delivery/receiving/lasting-faults.js";
import { RefusalOrders } from "../../../../src/transports/delivery/receiving/refusal-orders.js";
import { backoffMs } from "../../../../src/transports/delivery/sending/backoff.js";

const centrifuge = { minSeconds: 0.5, maxSeconds: 20 };

test("without jitter the wait doubles up to its limit", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => backoffMs({ ...centrifuge, jitter: "none" }, attempt, 1));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
});

test("full jitter is uniform between 0 and the wait, and the same for the same draw", () => {
  const backoff = { ...centrifuge, jitter: "full" } as const;
  const waits = Array.from({ length: 4000 }, (_, draw) => backoffMs(backoff, 3, draw));
  assert.equal(backoffMs(backoff, 3, 7), waits[7]);
  const inTenth = new Array<number>(10).fill(0);
  for (const wait of waits) inTenth[Math.floor(wait / 400)]!++;
  // 4000 draws, 400 expected in each tenth: 6 standard deviations are 114.
  for (const count of inTenth) assert.ok(Math.abs(count - 400) < 114, `${inTenth}`);
});

test("what follows a refused event waits for it, but not for ever", () => {
  let nowMs = 0;
  const orders = new RefusalOrders(1000, () => nowMs);
  const holdsBack = (index: number) => orders.holdsBack(1, index);
  assert.equal(holdsBack(5), false);
  orders.refused(1, 5);
  assert.equal(orders.holdsBack(2, 6), false); // another sender
  assert.equal(holdsBack(6), true);
  nowMs = 900;
  assert.equal(holdsBack(5), false);
  orders.refused(1, 5); // again: its sender has as long as before
  assert.equal(holdsBack(6), true);
  nowMs = 2000;
  assert.equal(holdsBack(6), false);
  assert.equal(holdsBack(7), false);
  assert.equal(orders.size, 0);
});

test("a fault's shares are kept, each attempt is drawn anew, and every recipient meets the same", () => {
  const faulty = new LastingFaults();
  faulty.change({ refuse: { share: 0.3, status: 503 }, reset: { share: 0.1 } });
  const fates = (client: number) => Array.from({ length: 10_000 }, (_, index) => faulty.fateOf(client, index));
  const first = fates(0);
  assert.deepEqual(fates(1), first);
  const second = fates(0);
  const share = (of: string[], fate: string) => of.filter((one) => one === fate).length / of.length;
  for (const attempt of [first, second]) {
    assert.ok(Math.abs(share(attempt, "reset") - 0.1) < 0.02);
    assert.ok(Math.abs(share(attempt, "refuse") - 0.9 * 0.3) < 0.03);
  }
  const both = first.filter((fate, index) => fate === "refuse" && second[index] === "refuse").length;
  assert.ok(both > 0 && both < 0.1 * first.length, "a refusal does not decide the next attempt");
});
