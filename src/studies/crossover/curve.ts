/** A sweep cut into curves: the points along one axis, with all other axes at one of their values. Ascending. */
import { groupBy } from "../../group-by.js";
import { median } from "../../statistics/quantile.js";
import type { Axis, AxisValue, PointRecord, SweepRecord } from "../sweep/record.js";
import type { CurvePoint } from "./found.js";

export interface Curve {
  /** The path of the setting that changes along it. */
  over: string;
  /** The values of the other axes. */
  at: { path: string; value: AxisValue }[];
  points: CurvePoint[];
  records: PointRecord[];
}

export const RATES = "arrivals.";
const CLIENTS = "clients";

/** None where no axis has numbers. Rates come first, then clients: with two axes, the curves lie along the one of these. */
export function curvesOf({ question, points }: Pick<SweepRecord, "question" | "points">): Curve[] {
  const { axes } = question;
  const numeric = axes.filter(({ values }) => values.every((value) => typeof value === "number"));
  const along =
    numeric.find(({ path }) => path.startsWith(RATES)) ?? numeric.find(({ path }) => path === CLIENTS) ?? numeric[0];
  if (along === undefined) return [];
  const index = axes.indexOf(along);
  const others = (point: PointRecord): string => JSON.stringify(point.at.filter((_, i) => i !== index));
  return [...groupBy(points, others).values()].map((group) => curveOf(group, axes, index)).filter(hasPoints);
}

const hasPoints = ({ points }: Curve): boolean => points.length > 0;

function curveOf(group: readonly PointRecord[], axes: readonly Axis[], index: number): Curve {
  const records = group
    .filter(({ rounds }) => rounds.length > 0)
    .sort((one, other) => (one.at[index] as number) - (other.at[index] as number));
  const at = axes.map(({ path }, i) => ({ path, value: group[0]!.at[i]! })).filter((_, i) => i !== index);
  return { over: axes[index]!.path, at, records, points: records.map((record) => pointOf(record, index)) };
}

function pointOf({ number, at, rounds }: PointRecord, index: number): CurvePoint {
  const figures = rounds.flatMap(({ approaches }) => approaches);
  const middle = (name: "clients" | "eventsPerSecond" | "deliveriesPerSecond"): number =>
    median(figures.map((one) => one[name]))!;
  const [clients, eventsPerSecond] = [middle("clients"), middle("eventsPerSecond")];
  return {
    number,
    value: at[index] as number,
    clients,
    eventsPerSecond,
    eventsPerSecondPerClient: eventsPerSecond / clients,
    deliveriesPerSecond: middle("deliveriesPerSecond"),
  };
}
