/** Exponents, tables and levels of memory, from turns whose growth is known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Axis, growthReport, type StageTurns } from "../../../../scripts/perf/growth/growth-tables.js";
import { heldPerSlice, levelOf, memoryTable } from "../../../../scripts/perf/growth/memory-growth.js";
import { confidenceOf, growth } from "../../../../scripts/perf/growth/slopes.js";

const SIZES = [1e4, 1e5, 1e6];
const costs = (exponent: number, factor = 1): number[] => SIZES.map((size) => factor * size ** exponent);

test("the exponent is that of the power by which a cost grows; its interval reaches over all turns", () => {
  const { exponent, low, high } = growth(SIZES, [costs(1), costs(0.9, 3), costs(1.2, 0.5)])!;
  assert.ok(Math.abs(exponent - 1) < 1e-9 && Math.abs(low - 0.9) < 1e-9 && Math.abs(high - 1.2) < 1e-9);
  assert.ok(Math.abs(growth(SIZES, [costs(0)])!.exponent) < 1e-9);
});

test("a turn with a cost of 0 has no exponent, and one size has none either", () => {
  assert.equal(growth(SIZES, [[0, 1, 2]]), undefined);
  assert.equal(growth([1e4], [[1]]), undefined);
  assert.ok(growth(SIZES, [[0, 1, 2], costs(2)])!.low > 1.9);
});

test("three turns hold the middle with 75 %, six with 97 %", () => {
  assert.equal(confidenceOf(3), 0.75);
  assert.ok(confidenceOf(6) > 0.96);
});

const AXIS: Axis = { title: "Growth with events", sizes: SIZES, of: "events" };
const turn = (factor: number) =>
  SIZES.map((size) => ({
    seconds: (factor * size) / 1e6,
    cpuSeconds: size / 1e6,
    peakBytes: size * 50,
    heldBytes: size * 20,
  }));
const stage = (targets: StageTurns["targets"]): StageTurns => ({
  name: "plan",
  ...(targets && { targets }),
  turns: [turn(1), turn(2), turn(3)],
});

test("a target is held against the median of the largest size, in the table and in the row", () => {
  const { rows, markdown } = growthReport(AXIS, [stage({ seconds: 1.5, peakBytes: 100 })]);
  assert.deepEqual(rows, [
    { name: "growth: plan at 1,000,000 events, s", value: 2, target: 1.5, met: false },
    { name: "growth: plan at 1,000,000 events, MB", value: 50, target: 100, met: true },
  ]);
  assert.match(markdown, /\| plan +\|.* 2\.00 \(1\.00–3\.00\) \|.*≤ 1\.50, missed/);
  assert.match(markdown, /≤ 100, met/);
  assert.doesNotMatch(growthReport(AXIS, [stage(undefined)]).markdown, /target/);
});

const readings = (bytesAt: (second: number) => number) =>
  Array.from({ length: 100 }, (_, second) => ({
    atNs: second * 1e9,
    rssBytes: 80e6 + bytesAt(second),
    heapBytes: bytesAt(second),
    externalBytes: 5e6,
  }));

test("memory that grows with every slice is seen, as much as it is", () => {
  const grows = { name: "service", slices: 99, readings: readings((second) => second * 1e6) };
  assert.ok(Math.abs(heldPerSlice(grows)! - 1e6) < 1);
  assert.equal(levelOf(grows)!.spreadBytes, 90e6);
  const { rows, markdown } = memoryTable("Memory", [grows], 20e6);
  assert.deepEqual(
    rows.map(({ met }) => met),
    [false],
  );
  assert.match(markdown, /missed/);
});

test("one reading that stands out is no growth, and with too few nothing is said", () => {
  const flat = { name: "service", slices: 99, readings: readings((second) => (second === 50 ? 60e6 : 0)) };
  assert.equal(levelOf(flat)!.spreadBytes, 0);
  assert.match(memoryTable("Memory", [flat], 20e6).markdown, /≤ 20\.0, met/);
  const few = { ...flat, readings: flat.readings.slice(0, 5) };
  assert.equal(levelOf(few), undefined);
  assert.deepEqual(memoryTable("Memory", [few], 20e6).rows, []);
});
