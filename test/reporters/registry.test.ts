import assert from "node:assert/strict";
import { test } from "node:test";
import { parseResult } from "../../src/reporters/read-result.js";
import { renderReports, reporters } from "../../src/reporters/registry.js";
import { isOneFile, reporterNames } from "../../src/reporters/reporter-names.js";
import type { Result } from "../../src/result/result.js";
import { resultOf, WEBHOOK } from "./fixture.js";

/** Of a run with one approach and one round, the first is of percentiles. */
const CHARTS = ["percentiles", "heat", "over-time", "cpu", "wire", "memory", "balance", "deliveries-over-time"].map(
  (name) => `chart-${name}.svg`,
);

test("every report is rendered by default, each to a file of its own", () => {
  const files = renderReports(resultOf(1)).map(({ file }) => file);
  assert.deepEqual(files, [
    "result.json",
    "report.md",
    "report.html",
    "ratios.svg",
    ...CHARTS,
    "summary.csv",
    "rounds.csv",
    "comparison.csv",
    "timeline.csv",
    "latency.hlog",
  ]);
  assert.deepEqual(Object.keys(reporters), reporterNames.filter(isOneFile));
});

test("only the named ones are rendered when they are named", () => {
  assert.deepEqual(
    renderReports(resultOf(1), ["summary-csv"]).map(({ file }) => file),
    ["summary.csv"],
  );
});

test("rendering is pure: the same text twice, and the result as it was", () => {
  const result = resultOf(2);
  const before = structuredClone(result);
  assert.deepEqual(renderReports(result), renderReports(result));
  assert.deepEqual(result, before);
});

test("every report renders whatever the run came to", () => {
  const results = [
    resultOf(0, []),
    resultOf(0),
    resultOf(1, [WEBHOOK]),
    resultOf(1, undefined, (bent) => {
      bent.state = "failed";
    }),
    resultOf(2, undefined, (bent) => {
      bent.state = "running";
      bent.rounds[1]!.approaches = [];
    }),
  ];
  for (const result of results) {
    for (const { file, text } of renderReports(result)) {
      assert.ok(text.endsWith("\n"), file);
      if (!file.endsWith(".json")) assert.doesNotMatch(text, /\b(undefined|NaN|Infinity|null)\b/, file);
    }
  }
});

test("result.json is the result, with what follows from it for readers who do not compute", () => {
  const result = resultOf(6);
  const stale = { ...result, derived: { comparison: [], objectives: [] } };
  const { derived, ...measured } = JSON.parse(reporters.json.render(stale)) as Result;
  assert.deepEqual(measured, result);
  assert.ok(derived!.comparison.length > 0, "what it said before is worked out anew");
  assert.deepEqual(parseResult(reporters.json.render(result), "result.json").derived, derived);
});
