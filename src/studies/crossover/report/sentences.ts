/** The answers as sentences, for a terminal: a paragraph for each currency. */
import { groupBy } from "../../../group-by.js";
import { number, perSecond } from "../../../reporters/format.js";
import { code } from "../../../reporters/markdown/words.js";
import { RATES } from "../curve.js";
import type { Crossing, CurveFindings, PairFindings, SweepFindings } from "../found.js";
import { crossingsOf } from "../pair.js";
import { answerText, where } from "./answers.js";
import { cliffText } from "./costs.js";
import { wordsOf } from "./words.js";

/** Says so where there is nothing to compare. */
export function crossoverSentences(findings: SweepFindings): string {
  const curves = findings.curves.filter(({ pairs }) => pairs.length > 0);
  if (curves.length === 0) return "Nothing could be compared: no two approaches were measured at the same point.";
  const money = findings.prices === undefined ? ["**Money:** unknown without a price list (`--prices`)."] : [];
  return [...curves.map((curve) => ofCurve(curve, findings)), ...money].join("\n\n");
}

function ofCurve(curve: CurveFindings, findings: SweepFindings): string {
  const byCurrency = [...groupBy(curve.pairs, ({ currency }) => currency).values()];
  return [
    ...[where(curve)].filter((text) => text !== ""),
    ...byCurrency.map((pairs) => {
      const lines = pairs.flatMap((pair) => sentencesOf(curve, pair, findings).map((sentence) => `- ${sentence}`));
      return `**In ${wordsOf(pairs[0]!.currency, findings).title}:**\n\n${lines.join("\n")}`;
    }),
    ...curve.cliffs.map((cliff) => cliffText(cliff, findings)),
  ].join("\n\n");
}

function sentencesOf(curve: CurveFindings, pair: PairFindings, findings: SweepFindings): string[] {
  const crossings = crossingsOf(pair.crossover);
  if (crossings.length === 0)
    return [`${code(pair.approach)} and ${code(pair.reference)}: ${answerText(pair, findings)}.`];
  return crossings.map((crossing) => crossingSentence(curve, crossing, wordsOf(pair.currency, findings).less));
}

function crossingSentence(
  { over }: CurveFindings,
  { below, above, from, to, estimate }: Crossing,
  less: string,
): string {
  const first = `${code(above)} gets ${less} than ${code(below)} between`;
  if (!over.startsWith(RATES)) return `${first} ${over} ${number(from.value)} and ${number(to.value)}.`;
  const parts = [
    `${first} ${number(from.eventsPerSecond)} and ${perSecond(to.eventsPerSecond)}`,
    `${number(from.eventsPerSecondPerClient)}–${number(to.eventsPerSecondPerClient)} events/s per client`,
    ...(estimate === undefined ? [] : [`the lines meet at ${perSecond(estimate.eventsPerSecond)}`]),
  ];
  return `${parts.join(", ")}.`;
}
