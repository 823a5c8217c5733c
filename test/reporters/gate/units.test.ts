/** Walks every output of a gate and of its history: no figure stands under another's unit, no duration is negative. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GateUnit } from "../../../src/gate/gate-report.js";
import { gateReporters } from "../../../src/reporters/gate/registry.js";
import { trendChart } from "../../../src/trend/chart.js";
import { historyEntry } from "../../../src/trend/history.js";
import { chartsOf } from "../../../src/trend/series.js";
import { trendText } from "../../../src/trend/text.js";
import { chartFile } from "../../../src/trend/write-charts.js";
import { CPU, gateReport, P50, RATIO, THROUGHPUT } from "./fixture.js";

const WIRE = {
  ...CPU,
  metric: "wire-bytes-per-delivery",
  unit: "bytes" as const,
  base: 438,
  head: 470,
  perRound: CPU.perRound.map(({ base, head }) => ({ base: base / 94, head: head / 94 })),
};
/** All units, and one metric both as a figure and as the ratio of two approaches. */
const checks = [CPU, { ...P50, approach: "websocket" }, THROUGHPUT, WIRE, RATIO, { ...RATIO, metric: "latency-p50" }];
const report = gateReport({ checks });

/** What a figure for people must look like, by unit. */
const shown: Record<GateUnit, RegExp> = {
  ns: /^[\d.,]+ (ns|µs|ms|s)$/,
  bytes: /^[\d.,]+ (B|KiB|MiB|GiB)$/,
  "per-second": /^[\d.,]+\/s$/,
  ratio: /^[\d.,]+×$/,
};

const cellsOf = (line: string): string[] => line.split("|").map((cell) => cell.replaceAll("`", "").trim());

/** Rows of a table of a report for people, that with base and head, as their cells. */
const levelRows = {
  terminal: / {2,}/,
  markdown: /\s*\|\s*/,
  comment: /\s*\|\s*/,
};

for (const [name, border] of Object.entries(levelRows) as [keyof typeof levelRows, RegExp][]) {
  test(`${name}: every level has its unit, and head's is as far from base's as the change says`, () => {
    const lines = gateReporters[name].render(report).split("\n");
    const header = lines.findIndex((line) => / base\b.* head\b/.test(line));
    for (const [i, { unit }] of checks.entries()) {
      const line = lines[header + 2 + i]!;
      const [, , base, head] = line.replace(/^\| | \|$/g, "").split(border);
      for (const level of [base!, head!]) assert.match(level, shown[unit], line);
    }
    assert.doesNotMatch(lines[header + 2 + checks.length]!, / {2,}|\|/);
  });
}

test("OpenMetrics: a family's samples are of its unit", () => {
  const text = gateReporters.openmetrics.render(report);
  const families: Record<GateUnit, string> = {
    ns: "time_seconds",
    bytes: "size_bytes",
    "per-second": "rate_per_second",
    ratio: "level_ratio",
  };
  for (const [unit, family] of Object.entries(families)) {
    const samples = text.split("\n").filter((line) => line.startsWith(`pushbench_gate_${family}{`));
    const wanted = checks.filter((check) => check.unit === unit);
    assert.equal(samples.length, 2 * wanted.length, family);
    for (const { approach, metric } of wanted) {
      assert.ok(
        samples.some((line) => line.includes(`approach="${approach}",metric="${metric}"`)),
        `${approach} ${metric}`,
      );
    }
  }
});

test("stores: what has one name has one unit", () => {
  const unitsBy = new Map<string, Set<string>>();
  const saw = (name: string, unit: string) => unitsBy.set(name, (unitsBy.get(name) ?? new Set()).add(unit));
  for (const name of ["github-action-benchmark-smaller", "github-action-benchmark-bigger"] as const) {
    for (const { name: one, unit } of JSON.parse(gateReporters[name].render(report))) saw(one, unit);
  }
  const bencher = JSON.parse(gateReporters.bencher.render(report)) as Record<string, Record<string, unknown>>;
  for (const [benchmark, measures] of Object.entries(bencher)) {
    for (const measure of Object.keys(measures))
      saw(`measure ${measure}`, benchmark.includes(" / ") ? "ratio" : "its own");
  }
  for (const line of gateReporters["go-benchmark"].render(report).split("\n")) {
    const [name, , , unit] = line.split(" ");
    if (name?.startsWith("Benchmark")) saw(`unit ${unit}`, /webhook_+websocket/.test(name) ? "ratio" : "its own");
  }
  for (const [name, units] of unitsBy) assert.equal(units.size, 1, `${name}: ${[...units]}`);
});

test("history: a ratio is no time, in tables, sentences, charts and their names", () => {
  const runs = Array.from({ length: 30 }, (_, day) => {
    const times = day < 15 ? 1 : 1.2;
    const all = checks.map((check) => ({
      ...check,
      perRound: check.perRound.map(({ base, head }) => ({ base, head: head * times * (1 + (day % 3) / 500) })),
    }));
    return historyEntry(gateReport({ checks: all, startedAt: new Date(Date.UTC(2026, 0, 1 + day)).toISOString() }));
  });
  const charts = chartsOf(runs, { last: 100 });
  assert.equal(charts.length, 6, "CPU and p50, each as a figure and as a ratio; throughput; bytes");
  assert.equal(new Set(charts.map(chartFile)).size, 6, "each chart has a file of its own");
  const rows = trendText(charts)
    .split("\n")
    .filter((line) => /^\| web/.test(line));
  for (const chart of charts) {
    const text = trendChart(chart);
    for (const { approach } of chart.series) {
      const row = rows.find(
        (line) => cellsOf(line)[1] === `${approach} ${chart.metric.replaceAll("-", " ").replace("cpu", "CPU")}`,
      )!;
      const [, , , first, last] = cellsOf(row);
      for (const level of [first!, last!]) assert.match(level, shown[chart.unit], row);
    }
    const ticks = [...text.matchAll(/class="tick"[^>]*text-anchor="end">([^<]*)</g)].map(([, tick]) => tick!);
    assert.ok(ticks.length > 2);
    for (const tick of ticks) if (tick !== "0") assert.match(tick, shown[chart.unit], chart.metric);
  }
  for (const sentence of trendText(charts)
    .split("\n")
    .filter((line) => line.startsWith("- "))) {
    const level = /: (.+?) → (.+?), /.exec(sentence)!;
    const unit = sentence.includes(" / ")
      ? "ratio"
      : checks.find(({ metric }) => sentence.includes(metric.replaceAll("-", " ").replace("cpu", "CPU")))!.unit;
    for (const one of level.slice(1)) assert.match(one, shown[unit], sentence);
  }
});
