/** Two approaches along a curve, in one currency: the ratio at every point, and where they cost the same. */
import { groupBy } from "../../group-by.js";
import { fiellerZero } from "../../statistics/fieller.js";
import { median } from "../../statistics/quantile.js";
import { signedRankEstimate } from "../../statistics/signed-rank.js";
import type { PointFigures } from "../sweep/record.js";
import { cellsOf, curveRounds } from "./cells.js";
import { hasStep, sideAt } from "./connection-cliff.js";
import { lines } from "./cost-line.js";
import { crossoverOf } from "./crossover.js";
import { type Currency, isMeasured } from "./currencies.js";
import type { Along, CurrencyName } from "./currency-names.js";
import type { Curve } from "./curve.js";
import type { ConnectionCliff, Crossing, CrossingEstimate, Crossover, PairFindings } from "./found.js";
import { ratioOfPairs, surePoints } from "./sure-points.js";

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
  const cells = curve.records.map((record) => cellsOf(record, names, (one) => isMeasured(comparable(currency, one))));
  const stepped = cliffs.filter((cliff) => names.includes(cliff.approach) && hasStep(cliff, asked.currency));
  const tested = curve.points.map((point, place) => ({
    section: stepped.map((cliff) => sideAt(cliff, point)).join(),
    pairs: cells[place]!.map(([one, other]) => [comparable(currency, one!)!, comparable(currency, other!)!] as const),
  }));
  const sure = surePoints(tested);
  const measured = [...curve.points.keys()].filter((place) => tested[place]!.pairs.length > 0);
  const crossover = crossoverOf(
    measured.map((place) => curve.points[place]!),
    measured.map((place) => sure[place]!),
    names,
  );
  const along = currency.along(curve.over);
  if (along === "deliveriesPerSecond") {
    const sections = groupBy([...curve.points.keys()], (place) => tested[place]!.section);
    for (const crossing of crossingsOf(crossover)) {
      const places = [...sections.values()].find(
        (all) => all.includes(curve.points.indexOf(crossing.from)) && all.includes(curve.points.indexOf(crossing.to)),
      );
      const estimate = places && estimateOf(curve, { cells, places, currency, along, crossing });
      if (estimate !== undefined) crossing.estimate = estimate;
    }
  }
  const points = curve.points.map(({ number }, place) => ({
    point: number,
    ratio: ratioOfPairs(tested[place]!.pairs),
  }));
  return { ...asked, points, crossover };
}

/** At the same rate, what a delivery costs; it is fairer than what a second costs where one of them delivered less. */
const comparable = ({ of, perDelivery }: Currency, figures: PointFigures): number | undefined => {
  const amount = of(figures);
  return amount !== undefined && perDelivery ? amount / figures.deliveriesPerSecond : amount;
};

export const crossingsOf = (crossover: Crossover): Crossing[] =>
  crossover.kind === "crossing" ? [crossover] : crossover.kind === "several" ? crossover.crossings : [];

interface Lines {
  cells: readonly PointFigures[][][];
  /** The points on the crossing's side of every step. */
  places: readonly number[];
  currency: Currency;
  along: Along;
  crossing: Crossing;
}

/** In each round the difference of the two lines is a line as well. Where it is 0, they meet. */
function estimateOf(curve: Curve, { cells, places, currency, along, crossing }: Lines): CrossingEstimate | undefined {
  const { rounds } = curveRounds(places.map((place) => cells[place]!));
  const [one, other] = [0, 1].map((side) =>
    lines(rounds.map((round) => round.map((pair) => [pair[side]![along], currency.of(pair[side]!)!] as const))),
  );
  if (one === undefined || other === undefined) return undefined;
  const differences = one.map(({ intercept, slope }, round) => ({
    intercept: intercept - other[round]!.intercept,
    slope: slope - other[round]!.slope,
  }));
  const standing = signedRankEstimate(differences.map(({ intercept }) => intercept))!.estimate;
  const perDelivery = signedRankEstimate(differences.map(({ slope }) => slope))!.estimate;
  const deliveriesPerSecond = -standing / perDelivery;
  const { from, to } = crossing;
  if (!(deliveriesPerSecond >= from.deliveriesPerSecond && deliveriesPerSecond <= to.deliveriesPerSecond))
    return undefined;
  const perEvent = median(curve.points.map((point) => point.deliveriesPerSecond / point.eventsPerSecond))!;
  const eventsPerSecond = deliveriesPerSecond / perEvent;
  const fieller = fiellerZero(differences);
  return {
    deliveriesPerSecond,
    eventsPerSecond,
    eventsPerSecondPerClient: eventsPerSecond / from.clients,
    ...(fieller && { fieller }),
  };
}
