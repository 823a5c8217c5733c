/**
 * How a cost grows with a size: the exponent b of cost = a × size^b. 1 is proportional, 0 does not grow.
 *
 * Method: the slope of least squares through the logarithms, one for each turn, because a turn met one machine at all its sizes. The
 * answer is the median turn, and the interval reaches from the lowest to the highest: a median lies outside of it only if all turns
 * fell on one side, in 2 of 2^turns cases.
 */
import { median } from "../../../src/statistics/quantile.js";
import { slope } from "../../../src/statistics/slope.js";

export interface Growth {
  exponent: number;
  low: number;
  high: number;
}

/** The probability with which the interval of so many turns holds the middle of all turns. */
export const confidenceOf = (turns: number): number => 1 - 2 ** (1 - turns);

/** `turns[turn][i]` is the cost at `sizes[i]`. A cost of 0 has no logarithm, and so its turn has no exponent. */
export function growth(sizes: readonly number[], turns: readonly (readonly number[])[]): Growth | undefined {
  const exponents = turns.flatMap((costs) => {
    if (costs.some((cost) => !(cost > 0))) return [];
    return slope(costs.map((cost, i) => [Math.log(sizes[i]!), Math.log(cost)] as const)) ?? [];
  });
  const exponent = median(exponents);
  if (exponent === undefined) return undefined;
  return { exponent, low: Math.min(...exponents), high: Math.max(...exponents) };
}
