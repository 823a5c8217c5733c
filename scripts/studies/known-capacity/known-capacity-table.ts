/** What was found beside what is known, a line per study, and how often the interval holds it. */
import { number, percent } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { capacityText, intervalText } from "../../../src/studies/capacity/report/words.js";
import type { CapacityAnswer } from "../../../src/studies/capacity/search.js";
import type { KnownCapacityRow } from "./play.js";

const knownPerSecond = ({ turnUs }: KnownCapacityRow): number => 1e6 / turnUs;

export function reportText(rows: readonly KnownCapacityRow[]): string {
  const header = [
    "study",
    "known",
    "closed loop before, after",
    "capacity",
    "95 % interval",
    "holds what is known",
    "holds the closed loop's",
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
      holdsText(answer, knownPerSecond(row)),
      holdsText(answer, closedLoopPerSecond(row)),
      counted === trials ? `${counted}` : `${counted} of ${trials}`,
      Object.entries(warned)
        .map(([warning, count]) => `${warning} in ${count}`)
        .join(", "),
      number(seconds),
    ];
  });
  return `${table(header, lines)}\n\n${summary(rows)}`;
}

/** What the service came to on the machine as it was: beside other work, less than what is known. */
const closedLoopPerSecond = ({ before, after }: KnownCapacityRow): number =>
  (before.requestsPerSecond + after.requestsPerSecond) / 2;

const holds = (answer: CapacityAnswer, perSecond: number): boolean =>
  answer.kind === "found" && answer.from <= perSecond && perSecond <= answer.to;

const holdsText = (answer: CapacityAnswer, perSecond: number): string =>
  answer.kind === "found" ? (holds(answer, perSecond) ? "yes" : "**no**") : "no answer";

function summary(rows: readonly KnownCapacityRow[]): string {
  const found = rows.filter(({ answer }) => answer.kind === "found");
  if (found.length === 0) return "No study has found a capacity yet.";
  const share = (of: (row: KnownCapacityRow) => number): string => {
    const hits = found.filter((row) => holds(row.answer, of(row))).length;
    const { low, high } = clopperPearson(hits, found.length);
    return `**${hits} of ${found.length}** studies (95 % interval of that share: ${percent(low)} to ${percent(high)})`;
  };
  return [
    `The interval holds what is known in ${share(knownPerSecond)}, and what the closed loop came to in ${share(closedLoopPerSecond)}.`,
    `${rows.length - found.length} more found no capacity.`,
  ].join(" ");
}
