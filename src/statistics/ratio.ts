/**
 * How many times larger one approach's figure is than the other's, from one pair per round.
 *
 * Method: the logarithm of each round's ratio, the signed-rank estimate and interval of these, and back. Logarithms,
 * because 2× and ½× are equally far from "the same". Pairs, because both approaches met the same machine in a round.
 * Assumption: rounds are independent, and log ratios are symmetric about their middle (see signed-rank.ts).
 * Source: Fleming and Wallace, "How not to lie with statistics", CACM 29 (1986), for ratios by their logarithms.
 */
import { signedRankEstimate } from "./signed-rank.js";

export interface PairedRatio {
  /** Undefined when no round has both figures. */
  ratio: number | undefined;
  /** The interval and the confidence that it really has; absent with too few rounds. */
  low?: number;
  high?: number;
  confidence?: number;
  /** Rounds that count. */
  rounds: number;
  /** Rounds left out because a figure is missing, or not above 0 and so without a logarithm. */
  leftOut: number;
}

/** Figures of the same round stand at the same place in both lists. */
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
  if (!log) return { ratio: undefined, ...counted };
  const ratio = Math.exp(log.estimate);
  if (!log.interval) return { ratio, ...counted };
  const { low, high, confidence: reached } = log.interval;
  return { ratio, low: Math.exp(low), high: Math.exp(high), confidence: reached, ...counted };
}

export interface PairedLevels {
  numerator: number;
  denominator: number;
}

/**
 * Levels of both sides whose quotient is exactly the ratio above: about the middle of each round's geometric mean of the two,
 * estimated as the ratio is. Undefined when no round has both figures. Figures above 0, of the same round at the same place.
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
