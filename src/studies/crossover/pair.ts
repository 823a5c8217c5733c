/** Two approaches along a curve, in one currency: the ratio at every point, and where they cost the same. */
import { groupBy } from "../../group-by.js";
import { fiellerZero } from "../../statistics/fieller.js";
import { median } from "../../statistics/quantile.js";
import { signedRankEstimate } from "../../statistics/signed-rank.js";
import type { Line } from "../../statistics/weighted-line.js";
import type { PointFigures } from "../sweep/record.js";
import { cellsOf, curveRounds } from "./cells.js";
import { hasStep, sideAt } from "./connection-cliff.js";
import { lines } from "./cost-line.js";
import { crossoverOf } from "./crossover.js";
import { type Currency, isMeasured } from "./currencies.js";
import type { Along, CurrencyName } from "./currency-names.js";
import type { Curve } from "./curve.js";
import type { ConnectionCliff, Crossing, Crossover, PairFindings } from "./found.js";
import { type Pair, ratioOfPairs, surePoints } from "./sure-points.js";

interface Asked {
  approach: string;
  reference: string;
  currency: CurrencyName;
}

export function pairOf(
  curve: Curve,
  asked: Asked,
  currency: Currency,
  cliffs: readonly ConnectionCliff[],
): PairFindings {
  const names = [asked.approach, asked.reference] as const;
  const compared = curve.records.map((record) =>
    cellsOf(record, names, (one) => isMeasured(currency.of(one)))
      .map((cell) => ({ cell, pair: pairFrom(currency, cell) }))
      .filter(({ pair: [one, other] }) => isMeasured(one) && isMeasured(other)),
  );
  const stepped = cliffs.filter((cliff) => names.includes(cliff.approach) && hasStep(cliff, asked.currency));
  const tested = curve.points.map((point, place) => ({
    section: stepped.map((cliff) => sideAt(cliff, point)).join(),
    pairs: compared[place]!.map(({ pair }) => pair),
  }));
  const sure = surePoints(tested);
  const measured = [...curve.points.keys()].filter((place) => tested[place]!.pairs.length > 0);
  const crossover = crossoverOf(
    measured.map((place) => curve.points[place]!),
    measured.map((place) => sure[place]!),
    names,
  );
  const points = curve.points.map(({ number }, place) => ({
    point: number,
    ratio: ratioOfPairs(tested[place]!.pairs),
  }));
  const found = { ...asked, points, crossover };
  const along = currency.along(curve.over);
  if (along !== "deliveriesPerSecond") return found;
  const sections = [...groupBy([...curve.points.keys()], (place) => tested[place]!.section).values()];
  const differencesOver = (places: readonly number[]): Line[] | undefined =>
    differences(curveRounds(places.map((place) => compared[place]!.map(({ cell }) => cell))).rounds, along, currency);
  for (const crossing of crossingsOf(crossover)) {
    const ends = [crossing.from, crossing.to].map((end) => curve.points.indexOf(end));
    const places = sections.find((all) => ends.every((end) => all.includes(end)));
    const between = places && differencesOver(places);
    if (between !== undefined) Object.assign(crossing, meetingOf(between, crossing, curve));
  }
  const whole =
    sections.length === 1 && crossingsOf(crossover).length === 0 ? differencesOver(sections[0]!) : undefined;
  const fieller = whole && fiellerZero(whole);
  return { ...found, ...(fieller && { fieller }) };
}

/**
 * What two approaches cost in the same time, or for each delivery where one of them delivered less. So a round in which no event was due
 * tells as well who is cheaper: it has what stands.
 */
function pairFrom({ of, boundOf, perDelivery }: Currency, cell: readonly PointFigures[]): Pair {
  const [one, other] = cell as [PointFigures, PointFigures];
  const isFair = !perDelivery || one.deliveriesPerSecond === other.deliveriesPerSecond;
  const cost = (figures: PointFigures): number => of(figures)! / (isFair ? 1 : figures.deliveriesPerSecond);
  const bounds = boundOf && ([boundOf(one) ?? 0, boundOf(other) ?? 0] as const);
  return bounds === undefined ? [cost(one), cost(other)] : [cost(one), cost(other), bounds];
}

export const crossingsOf = (crossover: Crossover): Crossing[] =>
  crossover.kind === "crossing" ? [crossover] : crossover.kind === "several" ? crossover.crossings : [];

/** In each round the difference of the two lines is a line as well. Where it is 0, they meet. */
function differences(rounds: readonly PointFigures[][][], along: Along, currency: Currency): Line[] | undefined {
  const [one, other] = [0, 1].map((side) =>
    lines(rounds.map((round) => round.map((pair) => [pair[side]![along], currency.of(pair[side]!)!] as const))),
  );
  if (one === undefined || other === undefined) return undefined;
  return one.map(({ intercept, slope }, round) => ({
    intercept: intercept - other[round]!.intercept,
    slope: slope - other[round]!.slope,
  }));
}

/** The estimate only where it lies within the range. */
function meetingOf(
  between: readonly Line[],
  { from, to }: Crossing,
  { points }: Curve,
): Pick<Crossing, "estimate" | "fieller"> {
  const middle = (of: (line: Line) => number): number => signedRankEstimate(between.map(of))!.estimate;
  const deliveriesPerSecond = -middle(({ intercept }) => intercept) / middle(({ slope }) => slope);
  const fieller = fiellerZero(between);
  const check = fieller && { fieller };
  const isWithin = deliveriesPerSecond >= from.deliveriesPerSecond && deliveriesPerSecond <= to.deliveriesPerSecond;
  if (!isWithin) return { ...check };
  const perEvent = median(points.map((point) => point.deliveriesPerSecond / point.eventsPerSecond))!;
  const eventsPerSecond = deliveriesPerSecond / perEvent;
  const estimate = { deliveriesPerSecond, eventsPerSecond, eventsPerSecondPerClient: eventsPerSecond / from.clients };
  return { estimate, ...check };
}
