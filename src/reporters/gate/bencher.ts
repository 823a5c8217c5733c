/**
 * The head's levels in Bencher Metric Format: benchmark → measure → value with its range. The measures are pushbench's
 * own and have to be created in Bencher with the units of the report (ns, bytes, per second).
 * Source: https://bencher.dev/bmf.json (JSON Schema, draft 7); names have at most 1,024 characters.
 */
import type { GateCheck, GateReport } from "../../gate/gate-report.js";
import { headLevels } from "./head-level.js";

const LONGEST_NAME = 1024;
/** Bencher mutes the alerts of benchmarks whose name ends in this. */
const MUTED = "-bencher-ignore";

interface Measure {
  value: number;
  lower_value?: number;
  upper_value?: number;
}

/** A measure has one unit, so the ratio of two approaches is a different measure from the figure itself. */
const measureOf = ({ metric, unit }: GateCheck): string => (unit === "ratio" ? `${metric}-ratio` : metric);

export function bencher(report: GateReport): string {
  const benchmarks: Record<string, Record<string, Measure>> = {};
  for (const { check, median, low, high } of headLevels(report)) {
    const suffix = check.role === "gate" ? "" : MUTED;
    const name = `${report.scenario}/${check.approach}`.slice(0, LONGEST_NAME - suffix.length) + suffix;
    benchmarks[name] ??= {};
    benchmarks[name][measureOf(check)] = {
      value: median,
      ...(low !== undefined && high !== undefined && { lower_value: low, upper_value: high }),
    };
  }
  return `${JSON.stringify(benchmarks, null, 2)}\n`;
}
