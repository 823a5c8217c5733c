import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TimeSpent } from "../../src/bench/time-spent.js";
import { roundTimeParts } from "../../src/result/round-time.js";

test("each stretch belongs to the part that was turned to, and slices are taken out of what lies around them", () => {
  const time = new TimeSpent(1_000);
  time.turnTo("connectNs", 1_010);
  time.turnTo("startNs", 1_030); // the next service
  time.turnTo("connectNs", 1_035);
  time.turnTo("warmUpNs", 1_100);
  time.turnTo("idleNs", 1_300);
  time.turnTo("besideSlicesNs", 1_350);
  time.sliceOf(200);
  time.turnTo("stopNs", 1_600);
  assert.deepEqual(time.end(1_607), {
    ...{ startNs: 15, connectNs: 85, warmUpNs: 200, idleNs: 50, slicesNs: 200, besideSlicesNs: 50, stopNs: 7 },
  });
});

test("the parts add up to the whole, whatever the order", () => {
  const turns = fc.array(fc.tuple(fc.constantFrom(...roundTimeParts), fc.nat(1e9)));
  fc.assert(
    fc.property(turns, fc.nat(1e9), fc.nat(1e9), (list, slice, last) => {
      const time = new TimeSpent(0);
      let nowNs = 0;
      for (const [part, ns] of list) {
        nowNs += ns;
        time.turnTo(part, nowNs);
      }
      time.sliceOf(slice);
      nowNs += last;
      const parts = time.end(nowNs);
      assert.equal(
        roundTimeParts.reduce((sum, part) => sum + parts[part], 0),
        nowNs,
      );
    }),
  );
});
