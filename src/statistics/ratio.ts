/**
 * How many times larger one approach's figure is than the other's, from one pair per round.
 *
 * Method: take the logarithm of each round's ratio, their signed-rank estimate and interval, and go back from logarithms. They
 * are logarithms because 2× and ½× are equally far from "the same". They are pairs because both approaches met the same
 * machine in a round.
 * Assumption: rounds are independent, and log ratios are symmetric about their middle (see signed-rank.ts).
 * Source: Fleming and Wallace, "How not to lie with statistics", CACM 29 (1986), for ratios by their logarithms.
 */
import { rankSumEstimate } from "./rank-sum.js";
import { type Estimate, signedRankEstimate } from "./signed-rank.js";

export interface PairedRatio {
  /** It is undefined when no round has both figures. */
  ratio: number | undefined;
  /** The interval, and the confidence that it really has. They are absent when there are too few rounds. */
  low?: number;
  high?: number;
  confidence?: number;
  /** How many rounds count. */
  rounds: number;
  /** How many rounds are left out because a figure is missing, or is not above 0 and so has no logarithm. */
  leftOut: number;
}

/** The figures of one round must stand at the same place in both lists. */
export function pairedRatio(
  numerators: readonly (number | undefined)[],
  denominators: readonly (number | undefined)[],
  confidence = 0.95,
): PairedRatio {
  if (numerators.length !== denominators.length) throw new RangeError("both sides must have the same rounds");
  const logRatios = numerators.flatMap((numerator, round) => {
    const denominator = denominators[round];
    return isPositive(numerator) && isPositive(denominator) ? [Math.log(numerator) - Math.log(denominator)] : [];
  });
  const counted = { rounds: logRatios.length, leftOut: numerators.length - logRatios.length };
  const log = signedRankEstimate(logRatios, confidence);
  return { ...(log === undefined ? { ratio: undefined } : ratioOf(log)), ...counted };
}

export interface UnpairedRatio {
  ratio: number;
  /** The interval, and the confidence that it really has. They are absent when there are too few values. */
  low?: number;
  high?: number;
  confidence?: number;
}

/**
 * The same of rounds that have no partner, such as those of two runs: any of one side may be held against any of the other
 * (rank-sum.ts). Undefined unless both sides have values and all of them are above 0.
 */
export function unpairedRatio(
  numerators: readonly (number | undefined)[],
  denominators: readonly (number | undefined)[],
  confidence = 0.95,
): UnpairedRatio | undefined {
  if (!numerators.every(isPositive) || !denominators.every(isPositive)) return undefined;
  const log = rankSumEstimate(numerators.map(Math.log), denominators.map(Math.log), confidence);
  return log && ratioOf(log);
}

/** The ratio whose logarithm was estimated. */
function ratioOf({ estimate, interval }: Estimate): UnpairedRatio {
  const ratio = Math.exp(estimate);
  if (interval === undefined) return { ratio };
  const { low, high, confidence } = interval;
  return { ratio, low: Math.exp(low), high: Math.exp(high), confidence };
}

export interface PairedLevels {
  numerator: number;
  denominator: number;
}

/**
 * Levels of both sides whose quotient is exactly the ratio above. They lie around the middle of the rounds' geometric means of
 * the two, which is estimated as the ratio is. Undefined when no round has both figures. The figures must be above 0, and those
 * of one round must stand at the same place.
 */
export function pairedLevels(numerators: readonly number[], denominators: readonly number[]): PairedLevels | undefined {
  const means = numerators.map((numerator, round) => (Math.log(numerator) + Math.log(denominators[round]!)) / 2);
  const middle = signedRankEstimate(means)?.estimate;
  const { ratio } = pairedRatio(numerators, denominators);
  if (middle === undefined || ratio === undefined) return undefined;
  const half = Math.sqrt(ratio);
  return { numerator: Math.exp(middle) * half, denominator: Math.exp(middle) / half };
}

const isPositive = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && Number.isFinite(value);
