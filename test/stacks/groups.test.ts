import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { ApproachRecord } from "../../src/result/result.js";
import { groupsOf } from "../../src/stacks/groups.js";

const MIB = 1024 * 1024;
const approaches = (count: number): ApproachRecord[] =>
  Array.from({ length: count }, (_, i) => ({ name: `stack-${i}`, transport: "websocket", config: {} }));
const references = approaches(2);

test("all are in one run where the machine carries it", () => {
  const all = approaches(8);
  const capacity = { openFiles: 1_024, memoryBytes: 8_000 * MIB };
  assert.deepEqual(groupsOf(all, references, { flow: "ingest", clients: 3 }, capacity), [all]);
});

test("too few open files, or too little memory, make several runs", () => {
  const few = { openFiles: 1_024, memoryBytes: 8_000 * MIB };
  const runs = groupsOf(approaches(5), references, { flow: "ingest", clients: 200 }, few);
  assert.ok(runs.length > 1 && runs.every((group) => (group.length + 2) * 200 <= 1_024), `${runs.length} runs`);
  const small = { openFiles: undefined, memoryBytes: 700 * MIB };
  assert.equal(groupsOf(approaches(4), references, { flow: "ingest", clients: 1 }, small).length, 2);
});

test("every stack is in exactly one run, in its place, and no run is empty or much smaller than another", () => {
  const machine = fc.record({ openFiles: fc.option(fc.nat(5_000), { nil: undefined }), memoryBytes: fc.nat(4e9) });
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 500 }), machine, (count, clients, capacity) => {
      const all = approaches(count);
      const groups = groupsOf(all, references, { flow: "ingest", clients }, capacity);
      assert.deepEqual(groups.flat(), all);
      assert.ok(groups.every(({ length }) => length > 0));
    }),
  );
});
