/** What is added up over slices, of processes that tell of themselves and of those that are only seen from outside. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessSum } from "../../src/collectors/processes/process-sum.js";

const told = {
  cpuNs: 2e6,
  elapsedNs: 10e6,
  eventLoopUtilisation: 0.5,
  eventLoopDelayP99Ns: 3e6,
  garbageCollections: 2,
  garbageCollectionNs: 1e5,
  rssBytes: 1,
};

test("of a process that is only seen from outside, event loop and garbage collection are unknown", () => {
  const sum = new ProcessSum();
  sum.add({ cpuNs: 5e6, elapsedNs: 10e6 });
  assert.equal(sum.cpuRatio, 0.5);
  const { eventLoopUtilisation, garbageCollections, garbageCollectionNs, worstDelayP99Ns } = sum;
  assert.deepEqual(
    [eventLoopUtilisation, garbageCollections, garbageCollectionNs, worstDelayP99Ns],
    Array(4).fill(undefined),
  );
});

test("what was seen of a killed process adds to CPU and time, and dilutes nothing that its successor tells", () => {
  const sum = new ProcessSum();
  sum.add(told);
  sum.add({ cpuNs: 1e6, elapsedNs: 5e6 });
  assert.deepEqual([sum.cpuNs, sum.elapsedNs], [3e6, 15e6]);
  assert.deepEqual([sum.eventLoopUtilisation, sum.garbageCollections, sum.garbageCollectionNs], [0.5, 2, 1e5]);
});
