/** What was found of two approaches along a curve, in one sentence: in which currencies who is better where. */
import { groupBy } from "../../../group-by.js";
import { number } from "../../../reporters/format.js";
import { code, list } from "../../../reporters/markdown/words.js";
import { RATES } from "../curve.js";
import type { Crossing, CurveFindings, CurvePoint, PairFindings, SweepFindings } from "../found.js";
import { crossingsOf } from "../pair.js";
import { wordsOf } from "./words.js";

/** One for each approach beside the reference. Markdown; empty where nothing was compared. */
export const shortAnswers = (curve: CurveFindings, findings: SweepFindings): string[] =>
  [...groupBy(curve.pairs, ({ approach }) => approach).values()].map((pairs) => {
    const { approach, reference } = pairs[0]!;
    const clauses = [...crossings(curve, pairs, findings), ...winners(pairs, findings), ...undecided(pairs, findings)];
    return `**${code(approach)} beside ${code(reference)}:** ${clauses.join("; ")}.`;
  });

/** Titles without commas, which would look like those between them. */
const titlesOf = (pairs: readonly PairFindings[], findings: SweepFindings): string =>
  list(pairs.map(({ currency }) => wordsOf(currency, findings).title.replace(",", "")));

function crossings({ over }: CurveFindings, pairs: readonly PairFindings[], findings: SweepFindings): string[] {
  return pairs.flatMap((pair) => {
    const found = crossingsOf(pair.crossover);
    if (found.length === 0) return [];
    const { less } = wordsOf(pair.currency, findings);
    const texts = found.map(
      ({ below, above, from, to }: Crossing) =>
        `${code(below)} is surely ${less} up to ${amountAt(from, over)} and ${code(above)} from ${amountAt(to, over)} on`,
    );
    return [`in ${titlesOf([pair], findings)}, ${texts.join(", and then ")}`];
  });
}

export const amountAt = ({ value, eventsPerSecond }: CurvePoint, over: string): string =>
  over.startsWith(RATES) ? `${number(eventsPerSecond)} events/s` : `${over} ${number(value)}`;

function winners(pairs: readonly PairFindings[], findings: SweepFindings): string[] {
  const won = pairs.flatMap((pair) =>
    pair.crossover.kind === "none" ? [{ pair, cheaper: pair.crossover.cheaper }] : [],
  );
  return [...groupBy(won, ({ cheaper }) => cheaper)].map(
    ([cheaper, its]) =>
      `${code(cheaper)} is better at every point in ${titlesOf(
        its.map(({ pair }) => pair),
        findings,
      )}`,
  );
}

function undecided(pairs: readonly PairFindings[], findings: SweepFindings): string[] {
  const open = (isPartly: boolean): PairFindings[] =>
    pairs.filter(({ crossover }) => crossover.kind === "undecided" && crossover.sure.length > 0 === isPartly);
  const [partly, wholly] = [open(true), open(false)];
  if (wholly.length === pairs.length) return ["nothing is decided at any point"];
  return [
    ...(partly.length === 0 ? [] : [`some points are undecided in ${titlesOf(partly, findings)}`]),
    ...(wholly.length === 0 ? [] : [`every point is undecided in ${titlesOf(wholly, findings)}`]),
  ];
}
