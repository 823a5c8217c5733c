/** What was found beside what is known, a line per study, and how often the interval holds it. */
import { number, percent } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { capacityText, intervalText } from "../../../src/studies/capacity/report/words.js";
import type { KnownCapacityRow } from "./play.js";

const knownPerSecond = ({ turnUs }: KnownCapacityRow): number => 1e6 / turnUs;

export function reportText(rows: readonly KnownCapacityRow[]): string {
  const header = [
    "study",
    "known",
    "closed loop before, after",
    "capacity",
    "95 % interval",
    "holds it",
    "trials",
    "warned of",
    "seconds",
  ];
  const lines = rows.map((row) => {
    const { answer, before, after, counted, trials, warned, seconds } = row;
    return [
      `${row.study}`,
      `${number(knownPerSecond(row))}/s`,
      [before, after].map(({ requestsPerSecond }) => number(requestsPerSecond)).join(", "),
      capacityText(answer),
      intervalText(answer),
      answer.kind === "found" ? (holds(row) ? "yes" : "**no**") : "no answer",
      counted === trials ? `${counted}` : `${counted} of ${trials}`,
      Object.entries(warned)
        .map(([warning, count]) => `${warning} in ${count}`)
        .join(", "),
      number(seconds),
    ];
  });
  return `${table(header, lines)}\n\n${summary(rows)}`;
}

const holds = (row: KnownCapacityRow): boolean =>
  row.answer.kind === "found" && row.answer.from <= knownPerSecond(row) && knownPerSecond(row) <= row.answer.to;

function summary(rows: readonly KnownCapacityRow[]): string {
  const found = rows.filter(({ answer }) => answer.kind === "found");
  if (found.length === 0) return "No study has found a capacity yet.";
  const hits = found.filter(holds).length;
  const { low, high } = clopperPearson(hits, found.length);
  return `The interval holds the known capacity in **${hits} of ${found.length}** studies that found one (95 % interval of that share: ${percent(low)} to ${percent(high)}); ${rows.length - found.length} found none.`;
}
