import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { readCpuLimit } from "../../src/machine/cpu-limit.js";
import { scratchFolder } from "../end-to-end/processes.js";
import { controlGroupMount } from "./control-group-mount.js";

/** A mount of control groups with these files, read as a process of these groups would. */
function limitOf(t: TestContext, membership: string, files: Record<string, string>): number | undefined {
  return readCpuLimit(controlGroupMount(t, membership, files));
}

test("version 2: the least of the group and all above it", (t) => {
  const files = { "a/b/cpu.max": "max 100000\n", "a/cpu.max": "150000 100000\n", "cpu.max": "400000 100000\n" };
  assert.equal(limitOf(t, "0::/a/b\n", files), 1.5);
  assert.equal(limitOf(t, "0::/\n", files), 4);
  assert.equal(limitOf(t, "0::/other\n", { "other/cpu.max": "max 100000\n" }), undefined);
});

test("version 1: quota by period of the group that holds the cpu controller", (t) => {
  const files = { "cpu/box/cpu.cfs_quota_us": "50000\n", "cpu/box/cpu.cfs_period_us": "100000\n" };
  assert.equal(limitOf(t, "4:memory:/elsewhere\n3:cpu,cpuacct:/box\n0::/\n", files), 0.5);
  const unlimited = { "cpu/box/cpu.cfs_quota_us": "-1\n", "cpu/box/cpu.cfs_period_us": "100000\n" };
  assert.equal(limitOf(t, "3:cpu,cpuacct:/box\n", unlimited), undefined);
});

test("a system without control groups has no limit", (t) => {
  assert.equal(readCpuLimit({ membership: path.join(scratchFolder(t), "absent") }), undefined);
  assert.equal(limitOf(t, "nonsense\n", {}), undefined);
});
