import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCpuList, splitCpus } from "../../src/machine/cpu-pinning.js";

for (const [list, cpus] of [
  ["0-1", [0, 1]],
  ["0-2,5\n", [0, 1, 2, 5]],
  ["3", [3]],
  ["", []],
] as const) {
  test(`the CPU list "${list.trim()}" is [${cpus}]`, () => assert.deepEqual(parseCpuList(list), cpus));
}

test("services and generators never share a CPU", () => {
  assert.deepEqual(splitCpus([0, 1]), { services: [0], generators: [1] });
  assert.deepEqual(splitCpus([2, 3, 6]), { services: [2], generators: [3, 6] });
});

test("one CPU cannot be split, and the reason is told", () => {
  assert.deepEqual(splitCpus([0]), { services: [], generators: [], reason: "only one CPU may be used" });
});
