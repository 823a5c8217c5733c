import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { slicesOf } from "../../src/bench/slices.js";
import type { Schedule } from "../../src/executors/schedule.js";

const schedule = (dueNs: number[]): Schedule => ({
  dueNs: Float64Array.from(dueNs),
  sender: new Int32Array(dueNs.length),
  payloadBytes: new Int32Array(dueNs.length),
});

test("slices follow each other without gap or overlap and hold every event once, in its own slice", () => {
  const dueTimes = fc.array(fc.nat(2_999_999_999), { maxLength: 50 }).map((times) => times.sort((a, b) => a - b));
  fc.assert(
    fc.property(dueTimes, fc.constantFrom(0.25, 0.3, 0.5, 0.7, 1, 3), (times, sliceSeconds) => {
      const slices = slicesOf(schedule(times), "measured", 3, sliceSeconds);
      assert.equal(slices[0]!.offsetNs, 0);
      assert.equal(slices[0]!.from, 0);
      for (const [i, { offsetNs, lengthNs, from, to }] of slices.entries()) {
        for (let event = from; event < to; event++)
          assert.ok(times[event]! >= offsetNs && times[event]! < offsetNs + lengthNs);
        const next = slices[i + 1];
        assert.equal(next?.from ?? times.length, to);
        assert.ok(Math.abs((next?.offsetNs ?? 3e9) - offsetNs - lengthNs) < 1e-3);
      }
    }),
  );
});

test("what does not divide goes to the last slice, so none is shorter than asked", () => {
  const lengths = slicesOf(schedule([]), "measured", 3, 0.7).map(({ lengthNs }) => lengthNs / 1e9);
  assert.deepEqual(
    lengths.map((seconds) => Math.round(seconds * 100) / 100),
    [0.7, 0.7, 0.7, 0.9],
  );
});
