/**
 * One workflow command for GitHub Actions: `::error` for a regression or a failure, `::warning` for an inconclusive gate, and
 * `::notice` for a pass. GitHub shows ten errors per step and drops the rest, so a scenario gives one, however many metrics it has.
 * Source of the escaping: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
 */
import type { GateReport } from "../../gate/gate-report.js";
import { findings, headline, oneLine, seen } from "./wording.js";

const levels = { pass: "notice", regression: "error", inconclusive: "warning" } as const satisfies Record<
  GateReport["verdict"],
  string
>;

export function annotations(report: GateReport): string {
  const level = report.failures.length > 0 ? "error" : levels[report.verdict];
  const lines = [
    oneLine(report.reason),
    ...findings(report),
    ...seen(report),
    `See it again: ${oneLine(report.command)}`,
  ];
  return `::${level} title=${property(headline(report))}::${data(lines.join("\n"))}\n`;
}

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
