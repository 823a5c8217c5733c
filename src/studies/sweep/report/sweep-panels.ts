/** A sweep's points as curves: a panel for each value of the other axis, and a curve for each approach. */

import { groupBy } from "../../../group-by.js";
import type { CurvePoint as ChartPoint } from "../../../reporters/charts/curves.js";
import { markOf } from "../../../reporters/format.js";
import { median } from "../../../statistics/quantile.js";
import { curvesOf } from "../../crossover/curve.js";
import { withinOf, withinOfLogs } from "../../crossover/within.js";
import type { AxisValue, PointFigures, PointRecord, SweepRecord } from "../record.js";

export interface SweepPanel {
  /** The values of the other axes, in words. Empty: there are none. */
  title: string;
  at: { path: string; value: AxisValue }[];
  /** Ascending along the axis; of words, in their order. */
  points: PointRecord[];
}

export interface PanelsOfSweep {
  /** Which axis the curves lie along. */
  axis: SweepRecord["question"]["axes"][number];
  panels: SweepPanel[];
  /** Where a point lies on the axis: its value, or the place of its word. */
  xOf(point: PointRecord): number;
}

export function panelsOf({ question, points }: Pick<SweepRecord, "question" | "points">): PanelsOfSweep {
  const { axes } = question;
  const over = curvesOf({ question, points })[0]?.over;
  const index = Math.max(
    0,
    axes.findIndex(({ path }) => path === over),
  );
  const axis = axes[index]!;
  const isOfNumbers = axis.values.every((value) => typeof value === "number");
  const xOf = ({ at }: PointRecord): number => (isOfNumbers ? (at[index] as number) : axis.values.indexOf(at[index]!));
  const groups = groupBy(points, ({ at }) => JSON.stringify(at.filter((_, i) => i !== index)));
  const panels = [...groups.values()].map((group): SweepPanel => {
    const at = axes.map(({ path }, i) => ({ path, value: group[0]!.at[i]! })).filter((_, i) => i !== index);
    return {
      title: at.map(({ path, value }) => `${path} = ${value}`).join(", "),
      at,
      points: group.toSorted((one, other) => xOf(one) - xOf(other)),
    };
  });
  return { axis, panels, xOf };
}

export interface Level {
  value: number;
  low?: number;
  high?: number;
  /** What `low` and `high` are: an interval with 95 % confidence or more, or what the rounds came to where they are too few. */
  reach?: "interval" | "range";
  rounds: number;
  /** † or ‡: no round of it may be used as it is. */
  sign?: string;
}

/**
 * A figure of an approach at a point, of the rounds that neither the generator limited nor others disturbed. Where there is no such
 * round, it is that of the others, with their sign. Undefined: nothing is known.
 */
export function levelOf(
  { rounds }: PointRecord,
  approach: string,
  of: (figures: PointFigures) => number | undefined,
): Level | undefined {
  const all = rounds.flatMap(({ approaches }) =>
    approaches.flatMap((one) => {
      const value = one.approach === approach ? of(one) : undefined;
      return value === undefined ? [] : [{ value, sign: markOf(one.verdict) }];
    }),
  );
  const sound = all.flatMap(({ value, sign }) => (sign === "" ? [value] : []));
  if (sound.length === 0) {
    const value = median(all.map((one) => one.value));
    return value === undefined ? undefined : { value, rounds: all.length, sign: all[0]!.sign };
  }
  const within = (sound.every((value) => value > 0) ? withinOfLogs : withinOf)(sound)!;
  if (within.low !== undefined)
    return { value: within.estimate, low: within.low, high: within.high!, reach: "interval", rounds: sound.length };
  const range =
    sound.length === 1 ? {} : { low: Math.min(...sound), high: Math.max(...sound), reach: "range" as const };
  return { value: within.estimate, ...range, rounds: sound.length };
}

export const asChartPoint = (x: number, level: Level | undefined, said: string): ChartPoint => ({
  x,
  y: level?.value,
  low: level?.low,
  high: level?.high,
  sign: level?.sign,
  said,
});
