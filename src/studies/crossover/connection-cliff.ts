/**
 * Where an approach goes over from a new connection for (almost) every delivery to one that stays: the time between two events of a
 * connection gets shorter than the time after which somebody closes it. The cost of a delivery has a step there, and no line
 * runs through it. Found by the connections, which are counted, and only then asked of each cost.
 */
import type { PointFigures } from "../sweep/record.js";
import { cellsOf, curveRounds } from "./cells.js";
import { costAt, lines } from "./cost-line.js";
import { type Currency, isMeasured } from "./currencies.js";
import type { LineName } from "./currency-names.js";
import type { Curve } from "./curve.js";
import type { ConnectionCliff, CurvePoint, Within } from "./found.js";
import { sideOf, withinOfLogs } from "./within.js";

/** Connections opened per delivery: from this share on, as good as every delivery opens one; up to the other, as good as none. */
const NEW_SHARE = 0.8;
const REUSED_SHARE = 0.2;

/** A smaller one disappears in what the points of a line vary by anyway. */
const SMALLEST_STEP = 1.05;

/** −1: with new connections, 0: in between, 1: with connections that stay. */
export type Side = -1 | 0 | 1;

/** Undefined where connections behave alike at all points, or were not counted. `curve` must run along a rate. */
export function connectionCliff(
  curve: Curve,
  approach: string,
  currencies: readonly (readonly [name: LineName, currency: Currency])[],
): ConnectionCliff | undefined {
  const shares = curve.records.map((record) => shareOf(cellsOf(record, [approach], isCounted).map(([one]) => one!)));
  const known = shares.flatMap((share, place) => (share === undefined ? [] : [{ place, share }]));
  const before = known
    .slice(
      0,
      prefix(known, ({ share }) => share >= NEW_SHARE),
    )
    .at(-1);
  const after = known.slice(known.length - prefix([...known].reverse(), ({ share }) => share <= REUSED_SHARE))[0];
  const isAlike = before === known.at(-1) || after === known[0];
  if (isAlike || (before === undefined && after === undefined)) return undefined;
  const cliff: ConnectionCliff = {
    approach,
    ...(before && { from: curve.points[before.place]! }),
    ...(after && { to: curve.points[after.place]! }),
    connectionsPerDelivery: known.map(({ place, share }) => ({ point: curve.points[place]!.number, share })),
    steps: [],
  };
  for (const [name, currency] of currencies) {
    const ratio = stepOf(curve, cliff, currency);
    if (ratio !== undefined) cliff.steps.push({ currency: name, ratio });
  }
  return cliff;
}

export const sideAt = ({ from, to }: ConnectionCliff, { value }: CurvePoint): Side =>
  from !== undefined && value <= from.value ? -1 : to !== undefined && value >= to.value ? 1 : 0;

/** Whether a line may not run through it. It may where the step is not surely one, or surely too small to matter. */
export function hasStep({ steps }: ConnectionCliff, currency: LineName): boolean {
  const ratio = steps.find((one) => one.currency === currency)?.ratio;
  return ratio?.low === undefined || (sideOf(ratio, 1) !== 0 && isLarge(ratio.estimate));
}

const isLarge = (ratio: number): boolean => Math.abs(Math.log(ratio)) > Math.log(SMALLEST_STEP);

const isCounted = ({ connectionsPerSecond, deliveriesPerSecond }: PointFigures): boolean =>
  connectionsPerSecond !== undefined && deliveriesPerSecond > 0;

/** Over all rounds together: at a low rate, a round may have but a few deliveries. */
function shareOf(figures: readonly PointFigures[]): number | undefined {
  const sum = (name: "connectionsPerSecond" | "deliveriesPerSecond"): number =>
    figures.reduce((total, one) => total + one[name]!, 0);
  return figures.length === 0 ? undefined : sum("connectionsPerSecond") / sum("deliveriesPerSecond");
}

function prefix<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  const end = items.findIndex((item) => !holds(item));
  return end === -1 ? items.length : end;
}

/** The line on the side of the connections that stay says what `from` would cost without new connections. */
function stepOf(curve: Curve, cliff: ConnectionCliff, currency: Currency): Within | undefined {
  const along = currency.along(curve.over);
  const { approach, from, to } = cliff;
  if (along === undefined || from === undefined || to === undefined) return undefined;
  const fromPlace = curve.points.indexOf(from);
  const isPart = (place: number): boolean => place === fromPlace || sideAt(cliff, curve.points[place]!) === 1;
  const { places, rounds } = curveRounds(
    curve.records.map((record, place) =>
      isPart(place) ? cellsOf(record, [approach], (one) => isMeasured(currency.of(one))) : [],
    ),
  );
  if (places[0] !== fromPlace) return undefined;
  const points = rounds.map((cells) => cells.map(([one]) => [one![along], currency.of(one!)!] as const));
  const beyond = lines(points.map((all) => all.slice(1)));
  const ratios = beyond?.map((line, round) => points[round]![0]![1] / costAt(line, points[round]![0]![0]));
  return ratios?.every((ratio) => ratio > 0) ? withinOfLogs(ratios) : undefined;
}
