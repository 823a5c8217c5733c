/**
 * How large a change must have been for the search for change points to find it.
 *
 * Method: a lasting change of the level half-way through n figures is found with 95 % probability from sigma × 11.4 × √n ÷ (n − 3)
 * on. The factors are fitted to simulations of the search as `history` makes it, on normal numbers, and hold within a tenth from
 * 13 to 100 figures. With fewer figures hardly any arrangement of them is rarer than the level.
 * Assumption: what scatters around the levels comes near to normal. Nearer to an end of the series a change must be larger.
 */
import { median } from "../statistics/quantile.js";
import { robustSigma } from "../statistics/robust-sigma.js";

export const FEWEST_POINTS = 13;
const FACTOR = 11.4;
const LOST_POINTS = 3;

/**
 * In the unit of the values. `edges`: where levels begin and end, as change points divide the values. Undefined where the values are
 * too few.
 */
export function detectableChange(values: readonly number[], edges: readonly number[]): number | undefined {
  const n = values.length;
  if (n < FEWEST_POINTS) return undefined;
  const scatter = edges.slice(1).flatMap((end, i) => {
    const level = values.slice(edges[i], end);
    const middle = median(level)!;
    return level.map((value) => value - middle);
  });
  return (robustSigma(scatter)! * FACTOR * Math.sqrt(n)) / (n - LOST_POINTS);
}
