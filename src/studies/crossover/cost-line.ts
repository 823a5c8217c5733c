/**
 * Standing cost + cost per delivery (or per client). In every round a line of its own is laid through the round's points, and
 * the estimate and its interval are those of the rounds' intercepts and slopes (signed-rank.ts), so no assumption about the noise of a point is needed.
 *
 * Weights: the noise of a cost grows with the cost, so a point counts by its relative distance: 1 ÷ the square of its middle over the
 * rounds. With equal weights, the points of a range from 1 to 1,000 would be fitted by the largest rate alone, and its noise would
 * decide on the standing cost.
 */
import { median } from "../../statistics/quantile.js";
import { type Line, weightedLine } from "../../statistics/weighted-line.js";
import type { PointFigures } from "../sweep/record.js";
import { type CurveRounds, cellsOf, curveRounds } from "./cells.js";
import { type Currency, isMeasured } from "./currencies.js";
import type { Along, LineName } from "./currency-names.js";
import type { Curve } from "./curve.js";
import type { CostLine, Within } from "./found.js";
import { mapped, withinOf, withinOfLogs } from "./within.js";

interface Asked {
  approach: string;
  currency: LineName;
  connections?: "new" | "reused";
}

/** Undefined where there are not two points with different amounts, or where it is no line here. */
export function costLine(
  curve: Curve,
  asked: Asked,
  currency: Currency,
  isPart: (place: number) => boolean = () => true,
): CostLine | undefined {
  const along = currency.along(curve.over);
  if (along === undefined) return undefined;
  const { places, rounds } = curveRounds(
    curve.records.map((record, place) =>
      isPart(place) ? cellsOf(record, [asked.approach], (one) => isMeasured(currency.of(one))) : [],
    ),
  );
  const drawn = lines(
    rounds.map((cells) => cells.map(([figures]) => [figures![along], currency.of(figures!)!] as const)),
  );
  if (drawn === undefined) return undefined;
  const standing = withinOf(drawn.map(({ intercept }) => intercept))!;
  return {
    ...asked,
    along,
    points: places.map((place) => curve.points[place]!.number),
    rounds: rounds.length,
    standing: notBelowZero(standing),
    perUnit: withinOf(drawn.map(({ slope }) => slope))!,
    ...(places.length > 2 && { residuals: residualsOf(curve, { places, rounds }, { along, currency, drawn }) }),
  };
}

/** A line for each round, with the same weights. Undefined where one of them has none. */
export function lines(rounds: readonly (readonly (readonly [number, number])[])[]): Line[] | undefined {
  const weights = (rounds[0] ?? []).map((_, k) => median(rounds.map((points) => points[k]![1]))! ** -2);
  const drawn = rounds.flatMap((points) => weightedLine(points, weights) ?? []);
  return drawn.length === 0 || drawn.length < rounds.length ? undefined : drawn;
}

export const costAt = ({ intercept, slope }: Line, x: number): number => intercept + slope * x;

function notBelowZero(standing: Within): Within {
  if (standing.high !== undefined && standing.high < 0) return { estimate: 0 };
  return mapped(standing, (value) => Math.max(0, value));
}

function residualsOf(
  { points }: Curve,
  { places, rounds }: CurveRounds<PointFigures[]>,
  { along, currency, drawn }: { along: Along; currency: Currency; drawn: readonly Line[] },
): { point: number; ratio: Within }[] {
  return places.map((place, k) => {
    const ratios = rounds.map((cells, round) => {
      const figures = cells[k]![0]!;
      return currency.of(figures)! / costAt(drawn[round]!, figures[along]);
    });
    const isPositive = ratios.every((ratio) => ratio > 0);
    return { point: points[place]!.number, ratio: (isPositive ? withinOfLogs : withinOf)(ratios)! };
  });
}
