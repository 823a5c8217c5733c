/**
 * Standing cost + cost per delivery + cost per opened connection, over all points of a curve on which connections change from new to
 * lasting. At random times the share of new ones falls slowly, so most points lie on the step itself; this is what explains them.
 * Rounds, weights and intervals are as in cost-line.ts.
 */
import { median } from "../../statistics/quantile.js";
import { type Plane, weightedPlane } from "../../statistics/weighted-plane.js";
import { cellsOf, curveRounds } from "./cells.js";
import { notBelowZero } from "./cost-line.js";
import { type Currency, isMeasured } from "./currencies.js";
import type { LineName } from "./currency-names.js";
import type { Curve } from "./curve.js";
import type { ConnectionCost } from "./found.js";
import { withinOf } from "./within.js";

/** Three terms lie exactly on three points. */
const FEWEST_POINTS = 4;

export function connectionCost(
  curve: Curve,
  approach: string,
  [name, currency]: readonly [LineName, Currency],
): ConnectionCost | undefined {
  if (currency.along(curve.over) !== "deliveriesPerSecond") return undefined;
  const { places, rounds } = curveRounds(
    curve.records.map((record) =>
      cellsOf(record, [approach], (one) => isMeasured(currency.of(one)) && one.connectionsPerSecond !== undefined),
    ),
  );
  if (places.length < FEWEST_POINTS) return undefined;
  const points = rounds.map((cells) =>
    cells.map(([one]) => [one!.deliveriesPerSecond, one!.connectionsPerSecond!, currency.of(one!)!] as const),
  );
  const weights = places.map((_, k) => median(points.map((round) => round[k]![2]))! ** -2);
  const planes = points.flatMap((round) => weightedPlane(round, weights) ?? []);
  if (planes.length === 0 || planes.length < rounds.length) return undefined;
  const middle = (of: (plane: Plane) => number) => withinOf(planes.map(of))!;
  return {
    currency: name,
    points: places.map((place) => curve.points[place]!.number),
    rounds: rounds.length,
    standing: notBelowZero(middle(({ intercept }) => intercept)),
    perDelivery: middle(({ first }) => first),
    perConnection: middle(({ second }) => second),
  };
}
