/** What a process used by the kernel's count: at least between its first and last event, at most around the slice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Passages } from "../../../src/selftest/tap/passages.js";
import { cpuBounds, rssBounds } from "../../../src/selftest/tap/usage-bounds.js";
import { parseWireLog } from "../../../src/selftest/tap/wire-log.js";

const MS = 1e6;
const passages = { startNs: 100 * MS, lastNs: 900 * MS } as Passages;

test("CPU of the events is the least, CPU of the slice and its edges the most", () => {
  // 1 ms of CPU per 10 ms, at all times.
  const lines = Array.from({ length: 150 }, (_, i) => `usage service ${i * 10 * MS} ${i * MS} 4096`);
  const log = parseWireLog(lines.join("\n"));
  assert.deepEqual(cpuBounds(log, "service", passages, 1_000 * MS), { least: 80 * MS, most: 104 * MS });
});

test("a process that was not watched has no bounds", () => {
  const { least, most } = cpuBounds(parseWireLog("open 1"), "generator", passages, 1);
  assert.ok(Number.isNaN(least) && Number.isNaN(most));
});

test("memory is that of the time in which the harness read it", () => {
  const log = parseWireLog(
    [
      "open 20",
      "event 1 0 0 40 41",
      ...["usage service 10 0 1000", "usage service 30 0 2000", "usage service 50 0 9000"],
      ...["usage service 800000000 0 3000", "usage service 1000000000 0 4000"],
    ].join("\n"),
  );
  const { before, idle, loaded, most } = rssBounds(log);
  const whole = (bounds: { least: number; most: number }) =>
    [bounds.least / 0.995, bounds.most / 1.005].map(Math.round);
  assert.deepEqual(whole(before), [1_000, 1_000]);
  assert.deepEqual(whole(idle), [1_000, 2_000]);
  assert.deepEqual(whole(loaded), [3_000, 4_000]);
  assert.deepEqual(whole(most), [3_000, 9_000]);
});

test("a log that is none is refused with the line", () => {
  assert.throws(() => parseWireLog("tea 1 2"), /a line that is none: tea 1 2/);
});
