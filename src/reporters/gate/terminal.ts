/**
 * What the gate prints: the verdict in words, the table, and how to play it again. It is Markdown, and readable as plain
 * text.
 */
import type { GateReport } from "../../gate/gate-report.js";
import { asText } from "../markdown/words.js";
import { terminalText } from "../terminal/terminal-text.js";
import { checksTable, TABLE_NOTE } from "./checks-table.js";
import { bullets } from "./markdown.js";
import { effort, findings, headline, oneLine, seen } from "./wording.js";

const ANY_TERMINAL = { columns: 80, colour: false, marks: false };

export const terminal = (report: GateReport): string => terminalText(terminalMarkdown(report), ANY_TERMINAL);

export function terminalMarkdown(report: GateReport): string {
  const { reason, reasons, checks, warnings, command } = report;
  const parts = [
    `# ${asText(headline(report))}`,
    asText(reason),
    bullets(findings(report)),
    reasons.length === 0 ? "" : `What the clients saw go wrong:\n\n${bullets(seen(report))}`,
    checks.length === 0 ? "" : `${checksTable(report, asText)}\n\n${TABLE_NOTE}`,
    ...warnings.map((warning) => `**warning:** ${asText(warning)}`),
    `${effort(report)}. To see it again:`,
    `\`\`\`sh\n${oneLine(command)}\n\`\`\``, // a fence keeps it whole, so that it can be pasted however narrow the terminal is
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
