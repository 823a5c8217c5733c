import assert from "node:assert/strict";
import { test } from "node:test";
import { processCpu } from "../../scripts/process-cpu.js";

/** The kernel tells whole ticks, 10 ms as a rule. */
const TICKS_NS = 30e6;
const ownNs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
};

test("the CPU of a process from outside is what it is from inside, to within ticks", {
  skip: process.platform !== "linux",
}, () => {
  const before = ownNs();
  while (ownNs() - before < 100e6);
  const { userNs, systemNs } = processCpu(process.pid);
  assert.ok(Math.abs(userNs + systemNs - ownNs()) <= TICKS_NS);
  assert.ok(userNs > 0 && systemNs > 0);
});

test("a process that is gone has no CPU, not 0", { skip: process.platform !== "linux" }, () => {
  assert.throws(() => processCpu(2 ** 30), { code: "ENOENT" });
});
