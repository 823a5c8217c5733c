import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecentIds } from "../../src/transports/recent-ids.js";

const HORIZON_MS = 100;

/** Ids as they are added, at times of the test's own. */
function idsAt() {
  let nowMs = 0;
  const ids = new RecentIds(HORIZON_MS, () => nowMs);
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
