/** What `selftest` prints, as Markdown: a line per figure, and what the lines mean together. */
import { groupBy } from "../group-by.js";
import { asText } from "../reporters/markdown/words.js";
import { table } from "../reporters/markdown-table.js";
import type { SelftestRow } from "../selftest/selftest.js";

export const selftestText = (rows: readonly SelftestRow[]): string =>
  [...groupsOf(rows).map(groupText), conclusion(rows)].join("\n\n");

const HEADER = ["figure", "expected", "measured", "tolerance", "met"];

interface Group {
  title: string;
  rows: { figure: string; row: SelftestRow }[];
}

/**
 * "webhook, relay, on the wire: latency p50, ms" becomes a line under "webhook, relay, on the wire", because no terminal has
 * room for all of it.
 */
function groupsOf(rows: readonly SelftestRow[]): Group[] {
  const lines = rows
    .filter(({ skipped }) => skipped === undefined)
    .map((row) => {
      const [, title, figure] = /^(.+?)(?:: | (?=with ))(.+)$/.exec(row.name) ?? [row.name, "", row.name];
      return { title: title!, figure: figure!, row };
    });
  return [...groupBy(lines, ({ title }) => title)].map(([title, rows]) => ({ title, rows }));
}

function groupText({ title, rows }: Group): string {
  const sources = new Map<string, string[]>();
  for (const { figure, row } of rows) sources.set(row.against, [...(sources.get(row.against) ?? []), figure]);
  const isOne = sources.size === 1;
  const expected = [...sources].map(([against, figures]) => `- ${asText(`${figures.join("; ")}: ${against}`)}`);
  return [
    ...(title === "" ? [] : [`## ${asText(title)}`]),
    table(
      HEADER,
      rows.map(({ figure, row }) => [asText(figure), ...cells(row)]),
    ),
    isOne ? `Expected is: ${asText(rows[0]!.row.against)}.` : `Expected is:\n\n${expected.join("\n")}`,
  ].join("\n\n");
}

function cells({ value, expected, least, most, band, met, attempts }: SelftestRow): string[] {
  const figure = (number: number): string => (Number.isInteger(number) ? String(number) : number.toFixed(2));
  const known = least === undefined || most === undefined ? figure(expected) : `${figure(least)} … ${figure(most)}`;
  return [known, figure(value), band, `${met ? "yes" : "NO"}${attempts > 1 ? `, of ${attempts}` : ""}`];
}

/** Says what the lines mean together, and what to do about a missed one. */
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

/** Says what the skipped lines would have shown, which nothing else in the self-test shows. */
function skippedText(skipped: readonly SelftestRow[]): string {
  if (skipped.length === 0) return "";
  const studies = skipped.map(({ name }) => asText(name)).join("; ");
  return (
    `Skipped: ${studies}. Reason: ${asText(skipped[0]!.skipped!)}. ` +
    "Without them a bias that is the same in every measurement of latency, CPU or memory would not be found."
  );
}
