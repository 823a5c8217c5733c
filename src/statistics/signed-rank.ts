/**
 * Where the middle of a few paired differences lies, and how certain that is, without the assumption of a normal distribution.
 *
 * Method: the Hodges–Lehmann estimate (the median of all Walsh averages), with the interval that inverts the exact Wilcoxon
 * signed-rank test. The interval's ends are Walsh averages, so only some confidences can be reached. The interval is the
 * shortest one that reaches the wanted confidence, and it says which confidence it has.
 * Assumption: the differences are independent, and their distribution is symmetric about its middle. Log ratios of two
 * approaches in the same round come close to that, because swapping the approaches mirrors them. Ties make the interval wider
 * than necessary, but never too narrow.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. 2014, sections 3.1–3.3.
 */
import { median } from "./quantile.js";

export interface Interval {
  low: number;
  high: number;
  /** The exact probability that such an interval contains the true middle. It is at least the wanted one. */
  confidence: number;
}

export interface Estimate {
  estimate: number;
  /** It is absent when there are too few differences for the wanted confidence: fewer than 6 for 95 %. */
  interval?: Interval;
}

/** The estimate is undefined when there are no differences. `confidence` lies between 0 and 1. */
export function signedRankEstimate(differences: readonly number[], confidence = 0.95): Estimate | undefined {
  const walsh = walshAverages(differences);
  const estimate = median(walsh);
  if (estimate === undefined) return undefined;
  const interval = invertedInterval(walsh, signedRankDistribution(differences.length), confidence);
  return { estimate, ...(interval && { interval }) };
}

/** The averages of all pairs, ascending. A value also makes a pair with itself, so there are n (n + 1) / 2 of them. */
export function walshAverages(values: readonly number[]): number[] {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let filled = 0;
  for (const [i, first] of values.entries()) {
    for (let j = i; j < values.length; j++) averages[filled++] = first / 2 + values[j]! / 2;
  }
  return Array.from(averages.sort());
}

/**
 * P(W ≤ w) for w = 0 … n (n + 1) / 2. W is the sum of the ranks with a plus sign when each of the n signs is a fair coin. The
 * values are exact up to the rounding of doubles.
 */
export function signedRankDistribution(n: number): Float64Array {
  const largest = (n * (n + 1)) / 2;
  const probability = new Float64Array(largest + 1);
  probability[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    // This works in place and from the top down: the sign of `rank` is a coin that adds `rank` or nothing.
    for (let sum = largest; sum >= 0; sum--) {
      probability[sum] = (probability[sum]! + (sum >= rank ? probability[sum - rank]! : 0)) / 2;
    }
  }
  for (let sum = 1; sum <= largest; sum++) probability[sum]! += probability[sum - 1]!;
  return probability;
}

/**
 * Inverts a test whose statistic counts how many of the ascending values lie above the middle: the interval goes from the k-th
 * smallest to the k-th largest, for the largest k that keeps the wanted confidence.
 */
export function invertedInterval(
  ascending: ArrayLike<number>,
  cumulative: Float64Array,
  wanted: number,
): Interval | undefined {
  const confidenceOf = (k: number): number => 1 - 2 * cumulative[k - 1]!;
  let k = 0;
  while (k + 1 <= ascending.length / 2 && confidenceOf(k + 1) >= wanted) k++;
  if (k === 0) return undefined;
  return { low: ascending[k - 1]!, high: ascending[ascending.length - k]!, confidence: confidenceOf(k) };
}
