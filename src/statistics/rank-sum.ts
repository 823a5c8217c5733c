/**
 * How far one sample lies above another that was taken apart from it, without the assumption of a normal distribution.
 *
 * Method: the Hodges–Lehmann estimate (the median of the differences of all pairs of one value from each), with the interval that
 * inverts the exact Wilcoxon rank-sum test. The interval's ends are such differences, so only some confidences can be reached. The
 * interval is the shortest one that reaches the wanted confidence, and it says which confidence it has.
 * Assumption: all values are independent, and the two distributions are the same but for a shift. Whatever changed between the two
 * samples beside what is asked about is in the shift as well. Ties make the interval wider than necessary, but never too narrow.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. 2014, sections 4.1–4.3.
 */
import { median } from "./quantile.js";
import { type Estimate, invertedInterval } from "./signed-rank.js";

/** Undefined when a side has no value. The interval is absent when both have too few: fewer than 4 and 4 for 95 %. */
export function rankSumEstimate(
  values: readonly number[],
  others: readonly number[],
  confidence = 0.95,
): Estimate | undefined {
  const differences = Float64Array.from(values.flatMap((value) => others.map((other) => value - other))).sort();
  const estimate = median(Array.from(differences));
  if (estimate === undefined) return undefined;
  const interval = invertedInterval(differences, rankSumDistribution(values.length, others.length), confidence);
  return { estimate, ...(interval && { interval }) };
}

/**
 * P(U ≤ u) for u = 0 … nm. U counts the pairs in which the value of the first sample is the larger one, when all orders of the n + m
 * values are equally likely. The values are exact up to the rounding of doubles.
 */
export function rankSumDistribution(n: number, m: number): Float64Array {
  // For each number of others, the probabilities with so many values as the loop has come to.
  let byOthers = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let values = 1; values <= n; values++) {
    const next = [Float64Array.of(1)];
    for (let others = 1; others <= m; others++) {
      const probability = new Float64Array(values * others + 1);
      const isValueLargest = values / (values + others);
      // The largest of all is a value, and above all others; or it is one of the others, and adds no pair
      byOthers[others]!.forEach((p, u) => {
        probability[u + others]! += isValueLargest * p;
      });
      next[others - 1]!.forEach((p, u) => {
        probability[u]! += (1 - isValueLargest) * p;
      });
      next.push(probability);
    }
    byOthers = next;
  }
  const cumulative = byOthers[m]!;
  for (let u = 1; u < cumulative.length; u++) cumulative[u]! += cumulative[u - 1]!;
  return cumulative;
}
