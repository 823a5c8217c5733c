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

test("what was appended comes out whole, once, however much it is", () => {
  const log = new ColumnLog();
  for (const count of [3, 0, 5_000]) {
    for (let i = 0; i < count; i++) log.append(i, 2 * i, 3 * i);
    const { client, index, atNs } = log.take();
    const numbers = Array.from({ length: count }, (_, i) => i);
    assert.deepEqual([...client], numbers);
    assert.deepEqual(
      [...index],
      numbers.map((i) => 2 * i),
    );
    assert.deepEqual(
      [...atNs],
      numbers.map((i) => 3 * i),
    );
  }
});

test("every kind of observation bears the moment of its call, and stands under its own name", () => {
  let nowNs = 0;
  const recorder = new Recorder(() => nowNs);
  const calls = {
    sent: () => recorder.sent(1, 7),
    retried: () => recorder.retried(1, 7),
    delivered: () => recorder.delivered(1, 7),
    suppressed: () => recorder.suppressed(1, 7),
    acked: () => recorder.acked(1, 7),
    refused: () => recorder.refused(1, 7, "why"),
    connected: () => recorder.connected(1),
    disconnected: () => recorder.disconnected(1),
  };
  recorder.begun(1, 7, 5); // its moment is the executor's
  for (const [i, call] of Object.values(calls).entries()) {
    nowNs = 1_000 + i;
    call();
  }
  const taken = recorder.take();
  assert.deepEqual([...taken.begun.atNs], [5]);
  for (const [i, kind] of Object.keys(calls).entries())
    assert.deepEqual([...taken[kind as keyof typeof calls].atNs], [1_000 + i], kind);
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
