/**
 * The head's levels as github-action-benchmark reads them with `tool: customSmallerIsBetter` or `customBiggerIsBetter`. It
 * knows one direction per file, so there are two files. Source: its README, "Using your own benchmark data", and
 * `BenchmarkResult` in https://github.com/benchmark-action/github-action-benchmark/blob/master/src/extract.ts.
 */
import type { GateReport, GateUnit } from "../../gate/gate-report.js";
import { type HeadLevel, headLevels } from "./head-level.js";
import { change, interval, seen, verdictWords } from "./wording.js";

const units = { ns: "ns", bytes: "B", "per-second": "1/s", ratio: "×" } satisfies Record<GateUnit, string>;

export const smallerIsBetter = (report: GateReport): string => entries(report, "lower");
export const biggerIsBetter = (report: GateReport): string => entries(report, "higher");

function entries(report: GateReport, better: "lower" | "higher"): string {
  const levels = headLevels(report).filter(({ check }) => check.better === better);
  return `${JSON.stringify(levels.map(entry(report)), null, 2)}\n`;
}

const entry =
  (report: GateReport) =>
  ({ check, median, low, high }: HeadLevel) => ({
    name: `${report.scenario}/${check.approach}/${check.metric}`,
    unit: units[check.unit],
    value: median,
    ...(low !== undefined && high !== undefined && { range: `${low}…${high}` }),
    extra: [
      `against ${report.base.ref ?? report.base.label}: ${change(check.ratio)} (${interval(check)})`,
      `verdict: ${verdictWords[check.verdict].toLowerCase()}${check.role === "gate" ? "" : ", advisory"}`,
      `rounds: ${check.perRound.length}`,
      `machine: ${report.machine.fingerprint}`,
      `workload: ${report.workloadFingerprint}`,
      ...seen(report).map((line) => `seen: ${line}`),
    ].join("\n"),
  });
