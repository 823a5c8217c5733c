/** The scenario's objectives: their names, and a table of the limits and of what was reached. */
import { checkObjectives, type ObjectiveName } from "../../gate/threshold.js";
import { NS_PER_MS } from "../../units.js";
import { durationWithBound } from "../clock-bound.js";
import { count, durationOfMs } from "../format.js";
import { table } from "../markdown-table.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { named } from "./sections.js";

interface ObjectiveText {
  label: string;
  /** The name within a sentence. */
  short: string;
  format(value: number | undefined): string;
}

export const objectiveTexts: Record<ObjectiveName, ObjectiveText> = {
  latencyP50Ms: { label: "latency p50 at most", short: "latency p50", format: durationOfMs },
  latencyP99Ms: { label: "latency p99 at most", short: "latency p99", format: durationOfMs },
  jitterP99Ms: { label: "jitter p99 at most", short: "jitter p99", format: durationOfMs },
  lost: { label: "never arrived (lost, rejected or pending) at most", short: "undelivered", format: count },
  exactlyAsSentOrder: { label: "out of order at most", short: "out of order", format: count },
};

/** What was reached. Beside a latency that two hosts stamped is what their clocks leave open. */
export function reachedText(name: ObjectiveName, value: number, row: Pick<Row, "latencyBoundNs">): string {
  const isLatency = name === "latencyP50Ms" || name === "latencyP99Ms";
  if (!isLatency) return objectiveTexts[name].format(value);
  return durationWithBound({ ns: value * NS_PER_MS, boundNs: row.latencyBoundNs });
}

/** The table has a line per objective and a column per approach. It is undefined when the scenario sets no objective. */
export function objectives({ result, summary }: Tables): string | undefined {
  const checks = checkObjectives(result);
  const names = [...new Set(checks.map(({ objective }) => objective))];
  if (names.length === 0) return undefined;
  const cell = (name: ObjectiveName, row: Row): string => {
    const { value, met } = checks.find((check) => check.objective === name && check.approach === row.approach)!;
    if (value === undefined) return result.state === "complete" ? "✗ not measured" : "not measured";
    return `${met ? "✓ met" : "✗ MISSED"}: ${reachedText(name, value, row)}`;
  };
  return table(
    ["", "limit", ...summary.map(named)],
    names.map((name) => {
      const { label, format } = objectiveTexts[name];
      const { limit } = checks.find((check) => check.objective === name)!;
      return [label, format(limit), ...summary.map((row) => cell(name, row))];
    }),
  );
}
