/** What the gate prints, as Markdown for the terminal: the verdict in words, the table, how to see it again. */
import type { GateReport } from "../../gate/report.js";
import { asText } from "../markdown/words.js";
import { checksTable, TABLE_NOTE } from "./checks-table.js";
import { effort, findings, headline, oneLine, seen } from "./wording.js";

export function terminal(report: GateReport): string {
  const { reason, reasons, checks, warnings, command } = report;
  const parts = [
    `# ${asText(headline(report))}`,
    asText(reason),
    list(findings(report)),
    reasons.length === 0 ? "" : `What the clients saw go wrong:\n\n${list(seen(report))}`,
    checks.length === 0 ? "" : `${checksTable(report, asText)}\n\n${TABLE_NOTE}`,
    ...warnings.map((warning) => `**warning:** ${asText(warning)}`),
    `${effort(report)}. To see it again:`,
    `\`\`\`sh\n${oneLine(command)}\n\`\`\``, // fenced, so that it can be pasted however narrow the terminal is
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${asText(line)}`).join("\n");
