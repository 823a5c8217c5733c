/** What a table says of a point and an approach: the middle and the range of its rounds, and its ratio to the reference. */
import { type Verdict, verdicts } from "../../../result/result.js";
import { boundedRatio } from "../../../statistics/bounded-ratio.js";
import { median } from "../../../statistics/quantile.js";
import type { PairedRatio } from "../../../statistics/ratio.js";
import type { PointFigures, PointRecord } from "../record.js";
import { type SweepFigure, type SweepFigureName, sweepFigures } from "./sweep-figures.js";

export interface Spread {
  median: number;
  low: number;
  high: number;
}

const FROM_BEST_TO_WORST = Object.keys(verdicts) as readonly Verdict[];
/** Figures of such rounds may be those of the generator, or of other work. */
const UNSOUND: readonly Verdict[] = ["generator-bound", "disturbed"];

/** The rounds in which the approach took part. */
export const figuresAt = ({ rounds }: PointRecord, approach: string): PointFigures[] =>
  rounds.flatMap(({ approaches }) => approaches.filter((one) => one.approach === approach));

/** Undefined where it was measured in no round. */
export function spreadOf(point: PointRecord, approach: string, name: SweepFigureName): Spread | undefined {
  const values = figuresAt(point, approach).flatMap((figures) => sweepFigures[name].of(figures) ?? []);
  const middle = median(values);
  return middle === undefined ? undefined : { median: middle, low: Math.min(...values), high: Math.max(...values) };
}

export function worstVerdict(point: PointRecord, approach: string): Verdict | undefined {
  const ranks = figuresAt(point, approach).map(({ verdict }) => FROM_BEST_TO_WORST.indexOf(verdict));
  return FROM_BEST_TO_WORST[Math.max(...ranks, -1)];
}

/** Paired by round. Rounds in which the generator was the limit on either side, or others disturbed it, are left out. */
export function ratioAt(
  { rounds }: PointRecord,
  [approach, reference]: readonly [string, string],
  name: SweepFigureName,
): PairedRatio {
  const pairs = rounds.flatMap(({ approaches }) => {
    const pair = [approach, reference].map((one) => approaches.find((figures) => figures.approach === one));
    return pair.some((one) => one === undefined || UNSOUND.includes(one.verdict)) ? [] : [pair as PointFigures[]];
  });
  const { of, boundOf }: SweepFigure = sweepFigures[name];
  const side = (which: 0 | 1) => pairs.map((pair) => ({ value: of(pair[which]!), bound: boundOf?.(pair[which]!) }));
  return boundedRatio(side(0), side(1));
}
