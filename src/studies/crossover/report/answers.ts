/** The answers first: at which rate who gets cheaper, in every currency. A table for each curve, and a line for each doubt. */
import { number, perSecond, ratio, UNKNOWN } from "../../../reporters/format.js";
import { code } from "../../../reporters/markdown/words.js";
import { table } from "../../../reporters/markdown-table.js";
import { RATES } from "../curve.js";
import type { Crossing, Crossover, CurveFindings, CurvePoint, PairFindings, SweepFindings } from "../found.js";
import { crossingsOf } from "../pair.js";
import { fiellerText, wordsOf } from "./words.js";

/** Empty where no two approaches were measured along numbers. What holds for all curves alike stands once, below the last of them. */
export function crossoverAnswers(findings: SweepFindings): string {
  const curves = findings.curves.filter(({ pairs }) => pairs.length > 0);
  const noted = curves.map((curve) => notes(curve, findings));
  return curves
    .flatMap((curve, i) => [where(curve), ofCurve(curve, findings), ...(noted[i] === noted[i + 1] ? [] : [noted[i]!])])
    .filter((part) => part !== "")
    .join("\n\n");
}

export const where = ({ at }: CurveFindings): string =>
  at.length === 0 ? "" : `**At ${at.map(({ path, value }) => `${path} ${value}`).join(", ")}:**`;

function ofCurve(curve: CurveFindings, findings: SweepFindings): string {
  const isRate = curve.over.startsWith(RATES);
  const hasFieller =
    isRate && curve.pairs.some(({ fieller, crossover }) => fieller || crossingsOf(crossover).length > 0);
  const places = isRate ? ["events/s", "per client", "deliveries/s", "lines meet at"] : [curve.over];
  // Where nothing crosses, there is no place to name.
  const named = curve.pairs.some(({ crossover }) => crossingsOf(crossover).length > 0) ? places : [];
  const header = ["compared", "in", "answer", ...named, ...(hasFieller ? ["Fieller"] : [])];
  const rows = curve.pairs.flatMap((pair) => {
    const crossings = crossingsOf(pair.crossover);
    const first = [`${code(pair.approach)}, ${code(pair.reference)}`, wordsOf(pair.currency, findings).title];
    if (crossings.length === 0)
      return [
        [
          ...first,
          answerText(pair, findings),
          ...(pair.fieller ? [...named.map(() => ""), fiellerText(pair.fieller)] : []),
        ],
      ];
    return crossings.map((crossing) => [
      ...first,
      crossingText(crossing, pair, findings),
      ...amounts(crossing, isRate),
    ]);
  });
  return table(header, rows, { wordColumns: 3 });
}

const crossingText = ({ below, above }: Crossing, { currency }: PairFindings, findings: SweepFindings): string =>
  `${code(below)} is ${wordsOf(currency, findings).less} below, ${code(above)} above`;

/** Of an answer without a crossing. */
export function answerText({ crossover, currency, points }: PairFindings, findings: SweepFindings): string {
  const { less } = wordsOf(currency, findings);
  if (crossover.kind === "none") return `none in range: ${code(crossover.cheaper)} is ${less} at every point`;
  if (crossover.kind !== "undecided") return UNKNOWN;
  const { sure, undecidedAt } = crossover;
  if (sure.length === 0) return `undecided at every point${withinText(points)}`;
  const known = sure.map(({ cheaper, from, to }) => `${code(cheaper)} is ${less} ${stretch(from, to)}`);
  const open = `not decided at ${undecidedAt.map(({ value }) => number(value)).join(", ")}`;
  return ["undecided", [...known, open].join("; ")].join(": ");
}

/** How far apart they may be at most, where that is known of all points. */
function withinText(points: PairFindings["points"]): string {
  const ratios = points.map(({ ratio }) => ratio).filter(({ rounds }) => rounds > 0);
  const farthest = Math.max(...ratios.map(({ low, high }) => Math.max(high ?? Infinity, 1 / (low ?? 0))));
  return Number.isFinite(farthest) ? `: no interval reaches beyond ${ratio({ ratio: farthest })}` : "";
}

const stretch = (from: CurvePoint, to: CurvePoint): string =>
  from === to ? `at ${number(from.value)}` : `from ${number(from.value)} to ${number(to.value)}`;

const range = (from: number, to: number): string => `${number(from)}–${number(to)}`;

function amounts({ from, to, estimate, fieller }: Crossing, isRate: boolean): string[] {
  if (!isRate) return [range(from.value, to.value)];
  return [
    range(from.eventsPerSecond, to.eventsPerSecond),
    range(from.eventsPerSecondPerClient, to.eventsPerSecondPerClient),
    range(from.deliveriesPerSecond, to.deliveriesPerSecond),
    estimate === undefined ? UNKNOWN : `${perSecond(estimate.deliveriesPerSecond)}`,
    fiellerText(fieller),
  ];
}

function notes(curve: CurveFindings, { prices }: SweepFindings): string {
  const isRate = curve.over.startsWith(RATES);
  const fewest = Math.min(...curve.pairs.flatMap(({ points }) => points.map(({ ratio }) => ratio.rounds)));
  const kinds = new Set<Crossover["kind"]>(curve.pairs.map(({ crossover }) => crossover.kind));
  const lines = [
    `A range goes from the largest point at which one is surely better to the smallest at which the other is.${
      isRate
        ? " Where the lines meet is a best estimate, and Fieller's interval is a check of it; both are in deliveries per second."
        : ""
    }`,
    ...(kinds.has("undecided") && fewest < 6
      ? ["Some points have fewer than 6 rounds that count, and nothing is sure at them."]
      : []),
    prices === undefined
      ? "Money: no price list was given (`--prices prices/aws-us-east-1.yaml`, or your own)."
      : `Money: a month by the prices of ${prices.title}, ${prices.date}.`,
  ];
  return lines.join(" ");
}
