/** What a process says of itself, between two looks of ours: CPU that was used inside is in it, CPU from before and after is not. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ProcessSelf } from "../../src/machine/process-self.js";
import { usageOf } from "../../src/machine/process-usage.js";

const nowNs = (): number => Number(process.hrtime.bigint());
const cpuNs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1e3;
};

/** User and system time both: a call to the kernel in every turn. */
function burn(ms: number): void {
  const untilNs = cpuNs() + ms * 1e6;
  while (cpuNs() < untilNs) readFileSync("/dev/null");
}

test("CPU and time lie between those from just inside and from just outside", () => {
  const self = new ProcessSelf();
  burn(5);
  const outside = { cpuNs: cpuNs(), atNs: nowNs() };
  self.begin();
  const inside = { cpuNs: cpuNs(), atNs: nowNs() };
  burn(15);
  const [innerCpuNs, innerNs] = [cpuNs() - inside.cpuNs, nowNs() - inside.atNs];
  const sample = self.end();
  const [outerCpuNs, outerNs] = [cpuNs() - outside.cpuNs, nowNs() - outside.atNs];
  assert.ok(innerCpuNs >= 15e6);
  assert.ok(sample.cpuNs >= innerCpuNs && sample.cpuNs <= outerCpuNs, `${innerCpuNs} ${sample.cpuNs} ${outerCpuNs}`);
  assert.ok(sample.elapsedNs >= innerNs && sample.elapsedNs <= outerNs, `${innerNs} ${sample.elapsedNs} ${outerNs}`);
});

test("what was counted before counts no more", () => {
  const self = new ProcessSelf();
  self.begin();
  burn(10);
  self.begin();
  const { cpuNs: counted } = self.end();
  assert.ok(counted < 8e6, `${counted}`);
});

test("burnt CPU is measured from inside, and from outside within pidusage's resolution", async () => {
  const self = new ProcessSelf();
  const before = await usageOf(process.pid);
  self.begin();
  const beganCpu = process.cpuUsage();
  while (process.cpuUsage(beganCpu).user + process.cpuUsage(beganCpu).system < 100_000);
  const sample = self.end();
  const after = await usageOf(process.pid);
  assert.ok(sample.cpuNs >= 100e6 && sample.cpuNs < 130e6, `${sample.cpuNs} ns`);
  assert.ok(sample.eventLoopUtilisation > 0.9, `utilisation ${sample.eventLoopUtilisation}`);
  assert.ok(sample.rssBytes > 10e6);
  const outsideNs = after!.cpuNs - before!.cpuNs;
  assert.ok(outsideNs >= 80e6 && outsideNs < 200e6, `${outsideNs} ns from outside`);
});

test("garbage collections between begin and end are counted", async () => {
  const self = new ProcessSelf();
  self.begin();
  let kept: unknown[] = [];
  for (let i = 0; i < 3e6; i++) kept = [kept.length, { i }];
  await new Promise((resolve) => setTimeout(resolve, 20)); // Node reports collections on a later turn of the loop
  const sample = self.end();
  assert.ok(sample.garbageCollections > 0 && sample.garbageCollectionNs > 0);
});
