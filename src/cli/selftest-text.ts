/** What `selftest` says, as Markdown: a line per figure, and what they mean together. */
import { asText } from "../reporters/markdown/words.js";
import { table } from "../reporters/table.js";
import type { SelftestRow } from "../selftest/selftest.js";

export const selftestText = (rows: readonly SelftestRow[]): string =>
  `${table(HEADER, rows.map(cells))}\n\n${conclusion(rows)}`;

const HEADER = ["figure", "expected", "measured", "may differ by", "met", "expected is"];

function cells({ name, against, value, expected, least, most, band, met, attempts, skipped }: SelftestRow): string[] {
  const figure = (number: number): string => (Number.isInteger(number) ? String(number) : number.toFixed(2));
  if (skipped !== undefined) return [name, "", "", "", "skipped", against];
  const known = least === undefined || most === undefined ? figure(expected) : `${figure(least)} … ${figure(most)}`;
  const outcome = `${met ? "yes" : "NO"}${attempts > 1 ? `, of ${attempts}` : ""}`;
  return [name, known, figure(value), band, outcome, against];
}

/** What the lines mean together, and what to do about a miss. */
export function conclusion(rows: readonly SelftestRow[]): string {
  const skipped = rows.filter((row) => row.skipped !== undefined);
  const measured = rows.filter((row) => row.skipped === undefined);
  const missed = measured.filter(({ met }) => !met);
  if (missed.length > 0)
    return [missedText(measured, missed), skippedText(skipped)].filter((part) => part !== "").join("\n\n");
  if (skipped.length === 0) return `All ${rows.length} lines are met: the figures of this machine are true.`;
  return `All ${measured.length} lines that were measured are met. ${skippedText(skipped)}`;
}

function missedText(measured: readonly SelftestRow[], missed: readonly SelftestRow[]): string {
  const advice = missed.some(({ band }) => band === "exact")
    ? "Counts and bytes must be exact on any machine: this is a defect in pushbench. Please report it with the table."
    : "Other work may have had the CPUs: repeat on a quiet machine. If it stays, do not trust latencies or CPU from here.";
  const list = missed.map(({ name }) => `- ${asText(name)}`).join("\n");
  return `**${missed.length} of ${measured.length} lines are missed:**\n\n${list}\n\n${advice}`;
}

/** What nothing else in the self-test shows. */
function skippedText(skipped: readonly SelftestRow[]): string {
  if (skipped.length === 0) return "";
  const studies = skipped.map(({ name }) => asText(name)).join("; ");
  return (
    `Skipped: ${studies}. Reason: ${asText(skipped[0]!.skipped!)}. ` +
    "Without them a bias that is the same in every measurement of latency, CPU or memory would not be found."
  );
}
