import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ColumnLog } from "../../src/collectors/observations.js";
import { Recorder } from "../../src/collectors/recorder.js";

test("distinct deliveries are counted once, whether a table holds them or not", () => {
  const far = fc.tuple(fc.integer({ min: -1, max: 60_000 }), fc.integer({ min: 0, max: 2_000_000_000 }));
  const near = fc.tuple(fc.integer({ min: -1, max: 5 }), fc.integer({ min: 1_000_000_000, max: 1_000_000_020 }));
  fc.assert(
    fc.property(fc.oneof(fc.array(far), fc.array(near)), (entries) => {
      const log = new ColumnLog();
      for (const [client, index] of [...entries, ...entries.slice(0, 3)]) log.append(client, index, 0);
      assert.equal(log.distinctCount(), new Set(entries.map(String)).size);
    }),
  );
});

test("a copy that came again does not stand for one that is missing", () => {
  const recorder = new Recorder(() => 0);
  assert.equal(recorder.hasDelivered(0), true);
  recorder.delivered(1, 7);
  recorder.delivered(1, 7);
  assert.equal(recorder.hasDelivered(2), false);
  recorder.delivered(1, 8);
  assert.equal(recorder.hasDelivered(2), true);
});
