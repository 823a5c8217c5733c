/**
 * The straight line through points that do not count alike.
 *
 * Method: weighted least squares, in closed form. A weight says how much a point's squared distance counts; 1 ÷ variance is best.
 * Source: Draper and Smith, Applied Regression Analysis, 3rd ed. 1998, section 9.2.
 */
import type { Point } from "./slope.js";

export interface Line {
  intercept: number;
  slope: number;
}

/** Undefined unless there are points at two different x. `weights` are above 0, one for each point. */
export function weightedLine(points: readonly Point[], weights: readonly number[]): Line | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point, i) => sum + weights[i]! * of(point), 0) / total;
  const [middleX, middleY] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - middleX) ** 2);
  // Not 0: rounding leaves a rest where all x are the same
  if (!(spread > 1e-18 * middleX * middleX)) return undefined;
  const slope = mean(([x, y]) => (x - middleX) * (y - middleY)) / spread;
  return { intercept: middleY - slope * middleX, slope };
}
