/**
 * Ratios and differences of figures that are known only within bounds, such as times that two clocks stamped. An interval is as
 * wide as it can become when every figure is wrong by as much as its bound: so it holds whatever they truly are, and claims no difference
 * that the bounds alone could have made. (Both ends of it grow with every numerator, and shrink with every denominator.)
 */
import { type PairedRatio, pairedRatio, type UnpairedRatio, unpairedRatio } from "./ratio.js";
import { type Estimate, signedRankEstimate } from "./signed-rank.js";

export interface Bounded {
  value: number | undefined;
  /** Absent or 0: it is exact. */
  bound?: number | undefined;
}

/** The figures of one round must stand at the same place in both lists. */
export function boundedRatio(
  numerators: readonly Bounded[],
  denominators: readonly Bounded[],
  confidence = 0.95,
): PairedRatio {
  const ratio = (above: -1 | 0 | 1, below: -1 | 0 | 1): PairedRatio =>
    pairedRatio(
      numerators.map((one) => shifted(one, above)),
      denominators.map((one) => shifted(one, below)),
      confidence,
    );
  if ([...numerators, ...denominators].every(isExact)) return ratio(0, 0);
  const { low: _low, high: _high, confidence: _confidence, ...middle } = ratio(0, 0);
  const [least, most] = [ratio(-1, 1), ratio(1, -1)];
  // Where a figure may truly be 0, its ratio may be anything.
  const isKnown = least.rounds === middle.rounds && most.rounds === middle.rounds;
  return { ...middle, ...(isKnown && intervalBetween(least, most)) };
}

/** The same of rounds that have no partner. Undefined unless all figures are above 0. */
export function unpairedBoundedRatio(
  numerators: readonly Bounded[],
  denominators: readonly Bounded[],
  confidence = 0.95,
): UnpairedRatio | undefined {
  const ratio = (above: -1 | 0 | 1, below: -1 | 0 | 1): UnpairedRatio | undefined =>
    unpairedRatio(
      numerators.map((one) => shifted(one, above)),
      denominators.map((one) => shifted(one, below)),
      confidence,
    );
  const middle = ratio(0, 0);
  if (middle === undefined || [...numerators, ...denominators].every(isExact)) return middle;
  return { ratio: middle.ratio, ...intervalBetween(ratio(-1, 1), ratio(1, -1)) };
}

const isExact = ({ bound = 0 }: Bounded): boolean => bound === 0;

type Interval = Pick<UnpairedRatio, "low" | "high" | "confidence">;

/** From the lower end of the one to the upper end of the other. Nothing where either has none. */
function intervalBetween(least: Interval | undefined, most: Interval | undefined): Interval {
  const [low, high, confidence] = [least?.low, most?.high, least?.confidence];
  return low === undefined || high === undefined || confidence === undefined ? {} : { low, high, confidence };
}

/** The same of the middle of values, such as differences. */
export function boundedEstimate(values: readonly Required<Bounded>[], confidence = 0.95): Estimate | undefined {
  const estimate = (direction: -1 | 0 | 1): Estimate | undefined =>
    signedRankEstimate(
      values.flatMap((one) => shifted(one, direction) ?? []),
      confidence,
    );
  const middle = estimate(0);
  if (middle?.interval === undefined) return middle;
  const [low, high] = [estimate(-1)!.interval!.low, estimate(1)!.interval!.high];
  return { ...middle, interval: { ...middle.interval, low, high } };
}

const shifted = ({ value, bound = 0 }: Bounded, direction: -1 | 0 | 1): number | undefined =>
  value === undefined ? undefined : value + direction * bound;
