/** The scenario's objectives: their names, and a table of the limits and of what was reached. */
import { checkObjectives, type ObjectiveName } from "../../gate/threshold.js";
import { count, durationOfMs } from "../format.js";
import { table } from "../markdown-table.js";
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

/** The table has a line per objective and a column per approach. It is undefined when the scenario sets no objective. */
export function objectives({ result, summary }: Tables): string | undefined {
  const checks = checkObjectives(result);
  const names = [...new Set(checks.map(({ objective }) => objective))];
  if (names.length === 0) return undefined;
  const cell = (name: ObjectiveName, approach: string): string => {
    const { value, met } = checks.find((check) => check.objective === name && check.approach === approach)!;
    if (value === undefined) return result.state === "complete" ? "✗ not measured" : "not measured";
    return `${met ? "✓ met" : "✗ MISSED"}: ${objectiveTexts[name].format(value)}`;
  };
  return table(
    ["", "limit", ...summary.map(named)],
    names.map((name) => {
      const { label, format } = objectiveTexts[name];
      const { limit } = checks.find((check) => check.objective === name)!;
      return [label, format(limit), ...summary.map(({ approach }) => cell(name, approach))];
    }),
  );
}
