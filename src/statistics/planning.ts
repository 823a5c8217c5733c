/**
 * How many rounds it takes to find an effect, and which effect a number of rounds can find.
 *
 * Method: rounds = π/3 × ((z(1−alpha) + z(power)) × sigma / distance)² + z(1−alpha)²/2. The distance lies between the
 * logarithms of the effect and of the bound that it must pass. π/3 is the price of ranks on normal numbers. The last term is
 * the price of not knowing sigma; it counts when alpha is small and rounds are few.
 * Assumption: the log ratios of rounds are nearly normal. Compared with simulation, the distance is right within 6 % from 16
 * rounds on, and too small near the fewest rounds that can reject at all.
 * Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. 2014, section 3.11 (efficiency 3/π);
 * Guenther, "Sample size formulas for normal theory t tests", The American Statistician 35 (1981), for the last term.
 */
import { normalQuantile } from "./normal.js";

const PRICE_OF_RANKS = Math.PI / 3;

export interface Demand {
  /** The one-sided level of the test. */
  alpha: number;
  /** The probability of finding an effect that is there. */
  power: number;
}

/**
 * The answer is never below the fewest rounds with which the test can reject. `distance` and `sigma` are natural logarithms.
 */
export function roundsNeeded(distance: number, sigma: number, demand: Demand): number {
  if (!(distance > 0)) return Number.POSITIVE_INFINITY;
  const reach = reachOf(demand) * (sigma / distance);
  const needed = PRICE_OF_RANKS * reach * reach + unknownSigma(demand);
  return Math.max(fewestRounds(demand.alpha), Math.ceil(needed));
}

/** The distance that this many rounds find; undefined when they are too few to find any. */
export function detectableDistance(rounds: number, sigma: number, demand: Demand): number | undefined {
  if (rounds < fewestRounds(demand.alpha)) return undefined;
  return reachOf(demand) * sigma * Math.sqrt(PRICE_OF_RANKS / (rounds - unknownSigma(demand)));
}

const reachOf = ({ alpha, power }: Demand): number => normalQuantile(1 - alpha) + normalQuantile(power);

const unknownSigma = ({ alpha }: Demand): number => normalQuantile(1 - alpha) ** 2 / 2;

/**
 * Even when all differences have the same sign, the p-value is 2^−rounds. With fewer rounds nothing is rejected, however
 * large it is.
 */
export const fewestRounds = (alpha: number): number => Math.ceil(-Math.log2(alpha));
