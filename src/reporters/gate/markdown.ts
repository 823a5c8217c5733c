/**
 * The verdict for a job's summary page ($GITHUB_STEP_SUMMARY) and for a comment. Names and messages can come from a stranger's
 * branch. They are shown as code or escaped, so that they mention nobody and open no HTML.
 */
import type { GateReport } from "../../gate/gate-report.js";
import { asText } from "../markdown/words.js";
import { checksTable, TABLE_NOTE } from "./checks-table.js";
import { effort, findings, headline, oneLine, seen } from "./wording.js";

/** GitHub drops the whole summary of a step when it is larger than this. */
const LARGEST_SUMMARY_BYTES = 1024 * 1024;

export const markdown = (report: GateReport): string => cutToBytes(markdownBody(report), LARGEST_SUMMARY_BYTES);

export function markdownBody(report: GateReport): string {
  const { checks, warnings } = report;
  const parts = [
    `## ${marks[report.verdict]} ${asText(headline(report))}`,
    `**${asText(report.reason)}**`,
    bullets(findings(report)),
    report.reasons.length === 0 ? "" : `### What the clients saw go wrong\n\n${bullets(seen(report))}`,
    `See it again: ${code(report.command)}`,
    checks.length === 0 ? "" : `${checksTable(report, code)}\n\n<sub>${TABLE_NOTE}</sub>`,
    warnings.length === 0 ? "" : `### Warnings\n\n${bullets(warnings)}`,
    `### How it was measured\n\n${bullets(howMeasured(report))}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const marks = { pass: "✅", regression: "❌", inconclusive: "❔" } satisfies Record<GateReport["verdict"], string>;

export const howMeasured = (report: GateReport): string[] => [
  `${effort(report)}, seed ${report.seed}, from ${report.startedAt}`,
  `workload ${report.workloadFingerprint}, machine ${report.machine.fingerprint}`,
  ...report.machine.lines.map(([name, value]) => `${name}: ${value}`),
];

/** A list of texts from outside. */
export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${asText(line)}`).join("\n");

/** Writes inline code. A backtick inside would end it, so it is replaced. */
const code = (text: string): string => `\`${oneLine(text).replaceAll("`", "'")}\``;

/** Keeps as many whole lines as fit, and adds a last one that says so. */
export function cutToBytes(text: string, limitBytes: number): string {
  if (Buffer.byteLength(text) <= limitBytes) return text;
  const note = "\n(Cut: the rest is in gate.json.)\n";
  let left = limitBytes - Buffer.byteLength(note);
  const kept: string[] = [];
  for (const line of text.split("\n")) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return `${kept.join("\n")}\n${note}`;
}
