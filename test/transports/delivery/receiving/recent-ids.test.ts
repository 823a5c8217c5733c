import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { longestValiditySeconds, RecentIds } from "../../../../src/transports/delivery/receiving/recent-ids.js";

const HORIZON_MS = 100;

/** Ids as they are added, at times of the test's own. */
function idsAt(horizonMs = HORIZON_MS) {
  let nowMs = 0;
  const ids = new RecentIds(horizonMs, () => nowMs);
  return {
    ids,
    add(index: number, atMs: number) {
      nowMs = atMs;
      ids.add(0, index);
    },
  };
}

test("an id is known for at least one horizon and forgotten after two, whatever comes between", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, (gapsMs) => {
      const { ids, add } = idsAt();
      let nowMs = 0;
      const addedAtMs = gapsMs.map((gapMs, number) => {
        nowMs += gapMs;
        add(number, nowMs);
        return nowMs;
      });
      for (const [number, atMs] of addedAtMs.entries()) {
        if (nowMs - atMs <= HORIZON_MS) assert.ok(ids.has(0, number), `${number} of ${nowMs - atMs} ms ago`);
        if (nowMs - atMs > 2 * HORIZON_MS) assert.ok(!ids.has(0, number), `${number} of ${nowMs - atMs} ms ago`);
      }
    }),
  );
});

test("what is held is bounded by what two horizons bring", () => {
  const { ids, add } = idsAt();
  for (let ms = 0; ms < 10_000; ms++) {
    add(ms, ms);
    assert.ok(ids.size <= 2 * HORIZON_MS + 1);
  }
});

test("an id is its sender's own", () => {
  const { ids } = idsAt();
  ids.add(1, 42);
  assert.deepEqual([ids.has(1, 42), ids.has(0, 42), ids.has(14, 2), ids.has(1, 4)], [true, false, false, false]);
});

// Held against what a receiver checks, second by second: floor(now) − timestamp within the tolerance, both ways.
test("an id is held for as long as its signature is good, at whatever moment it was first shown", () => {
  const tolerance = fc.constantFrom(0.5, 1, 1.5, 5, 300);
  const place = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(tolerance, place, fc.nat(5000), fc.nat(5000), (toleranceSeconds, shown, turnsAtMs, offsetMs) => {
      const timestamp = 10_000;
      const isGood = (seconds: number) => Math.abs(Math.floor(seconds) - timestamp) <= toleranceSeconds;
      const firstSeconds = timestamp - Math.floor(toleranceSeconds) + shown;
      const lastSeconds = timestamp + Math.floor(toleranceSeconds) + 1 - 1e-6;
      assert.ok(isGood(firstSeconds) && isGood(lastSeconds) && !isGood(lastSeconds + 1e-3));
      const { ids, add } = idsAt(longestValiditySeconds(toleranceSeconds) * 1000);
      add(1, turnsAtMs + offsetMs); // generations turn at any moment
      add(0, 20_000 + offsetMs);
      const endMs = 20_000 + offsetMs + (lastSeconds - firstSeconds) * 1000;
      for (let step = 1; step <= 20; step++)
        add(1 + step, 20_000 + offsetMs + ((endMs - 20_000 - offsetMs) * step) / 20);
      assert.ok(ids.has(0, 0));
    }),
    { seed: 1 },
  );
});
