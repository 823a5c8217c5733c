/**
 * "Worse by more than this": one-sided bounds and p-values for the middle of paired differences, exact for any number of them.
 *
 * Method: the inverted Wilcoxon signed-rank test. The lower bound is the k-th smallest Walsh average, for the largest k with
 * P(W < k) ≤ alpha; the upper bound mirrors it. Test and bound agree: the bound lies above a middle exactly when the p-value
 * of that middle is at most alpha. A middle that ties with a Walsh average counts against the claim.
 * Assumption: the same as in signed-rank.ts. When the order of the arms is drawn anew in every round and the arms are alike,
 * the assumption holds whatever the noise is: swapping the arms mirrors the difference, so the signs are random.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. 2014, section 3.3 (bounds: comment 20).
 */
import { countWhile } from "../binary-search.js";
import { signedRankDistribution, walshAverages } from "./signed-rank.js";

/** Sorted Walsh averages and the null distribution that belongs to them. They are computed once and asked several questions. */
export class SignedRank {
  readonly #walsh: readonly number[];
  readonly #cumulative: Float64Array;

  constructor(differences: readonly number[]) {
    this.#walsh = walshAverages(differences);
    this.#cumulative = distributionOf(differences.length);
  }

  /** The middle lies above this with confidence 1 − alpha or more. Undefined when there are too few differences for alpha. */
  lowerBound(alpha: number): number | undefined {
    return this.#walsh[this.#rankOfBound(alpha) - 1];
  }

  /** The middle lies below this with confidence 1 − alpha or more. Undefined when there are too few differences for alpha. */
  upperBound(alpha: number): number | undefined {
    return this.#walsh[this.#walsh.length - this.#rankOfBound(alpha)];
  }

  /** The p-value of "the middle is `middle` or less". It is small when the middle is more, and 1 without differences. */
  pGreater(middle: number): number {
    const atMost = countUpTo(this.#walsh, middle);
    return this.#walsh.length === 0 ? 1 : this.#cumulative[atMost]!;
  }

  /** The p-value of "the middle is `middle` or more". It is small when the middle is less. */
  pLess(middle: number): number {
    const below = countBelow(this.#walsh, middle);
    return this.#walsh.length === 0 ? 1 : this.#cumulative[this.#walsh.length - below]!;
  }

  /** The largest k with P(W ≤ k − 1) ≤ alpha; 0 when there is none. */
  #rankOfBound(alpha: number): number {
    if (!(alpha > 0 && alpha <= 0.5)) throw new RangeError(`alpha ${alpha} is not within 0…0.5`);
    return this.#walsh.length === 0 ? 0 : countUpTo(this.#cumulative, alpha);
  }
}

/** How many of the ascending values are at most `limit`. */
const countUpTo = (ascending: ArrayLike<number>, limit: number): number =>
  countWhile(ascending, (value) => value <= limit);

/** How many of them are below it. */
const countBelow = (ascending: ArrayLike<number>, limit: number): number =>
  countWhile(ascending, (value) => value < limit);

/** The distributions are kept because a gate asks for the same few numbers of rounds again and again. */
const distributions = new Map<number, Float64Array>();

function distributionOf(n: number): Float64Array {
  const distribution = distributions.get(n) ?? signedRankDistribution(n);
  distributions.set(n, distribution);
  return distribution;
}
