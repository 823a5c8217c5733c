import assert from "node:assert/strict";
import { test } from "node:test";
import { SliceLead } from "../../src/fleet/coordinator/slice-lead.js";
import { msToNs, nsToMs } from "../../src/units.js";

const after = (tookMs: readonly number[], lead = new SliceLead()): number => {
  for (const ms of tookMs) lead.took(msToNs(ms));
  return nsToMs(lead.ns);
};
const times = (count: number, ms: number): number[] => new Array<number>(count).fill(ms);

const cases: [name: string, tookMs: number[], leadMs: number][] = [
  ["nothing is known", [], 200],
  ["little is known", times(7, 3), 200],
  ["everybody is told quickly", times(8, 3), 50],
  ["the slowest counts", [...times(20, 3), 20, 3], 80],
  ["what is long ago is forgotten", [40, ...times(32, 3)], 50],
  ["it takes long", times(8, 90), 200],
];

for (const [name, tookMs, leadMs] of cases)
  test(`how early workers are told of a slice: ${name}`, () => assert.equal(after(tookMs), leadMs));

test("after a loss workers are told as early as ever", () => {
  const lead = new SliceLead();
  lead.stayLong();
  assert.equal(after(times(40, 3), lead), 200);
});
