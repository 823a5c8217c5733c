/** What the gate prints: the verdict in words, the table, how to see it again. */
import type { GateReport } from "../../gate/report.js";
import { checksTable, TABLE_NOTE } from "./checks-table.js";
import { effort, findings, headline, oneLine, seen } from "./wording.js";

export function terminal(report: GateReport): string {
  const parts = [
    headline(report),
    oneLine(report.reason),
    findings(report)
      .map((line) => `- ${line}`)
      .join("\n"),
    report.reasons.length === 0 ? "" : ["What the clients saw go wrong:", ...seen(report)].join("\n- "),
    report.checks.length === 0 ? "" : `${checksTable(report)}\n${TABLE_NOTE}`,
    report.warnings.map((warning) => `warning: ${oneLine(warning)}`).join("\n"),
    `${effort(report)}. To see it again: ${oneLine(report.command)}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
