/**
 * By how much `y` grows per unit of `x`.
 *
 * Method: least squares with a free intercept, so that what is there before the first point does not count for the slope. Several
 * lines with the same slope have an intercept each; the interval is Student's, from what the points lie off their lines.
 * Assumption of the interval: points lie off their line independently and about equally far. Memory grows in steps, so one
 * line of a few points has a wide interval.
 * Source: Draper and Smith, Applied Regression Analysis, 3rd ed. 1998, sections 1.2, 1.4 and 14.
 */
import { studentQuantile } from "./student-t.js";

export type Point = readonly [x: number, y: number];

export interface SlopeWithin {
  estimate: number;
  low: number;
  high: number;
}

/** The sums of a line: of squares of x and of y and of their products, about its own middle. */
interface Sums {
  xx: number;
  xy: number;
  yy: number;
}

/** The slope is undefined unless there are points at two different x. */
export function slope(points: readonly Point[]): number | undefined {
  const { xx, xy } = sumsOf(points);
  return xx > 0 ? xy / xx : undefined;
}

/** The slope that all lines have in common. It is undefined where no line has three different x. */
export function commonSlope(lines: readonly (readonly Point[])[], confidence = 0.95): SlopeWithin | undefined {
  const drawn = lines.filter((line) => new Set(line.map(([x]) => x)).size >= 3);
  if (drawn.length === 0) return undefined;
  const sums = drawn.map(sumsOf).reduce((a, b) => ({ xx: a.xx + b.xx, xy: a.xy + b.xy, yy: a.yy + b.yy }));
  const estimate = sums.xy / sums.xx;
  const degreesOfFreedom = drawn.reduce((count, line) => count + line.length - 1, 0) - 1;
  const variance = Math.max(0, sums.yy - estimate * sums.xy) / degreesOfFreedom;
  const half = studentQuantile(confidence, degreesOfFreedom) * Math.sqrt(variance / sums.xx);
  return { estimate, low: estimate - half, high: estimate + half };
}

function sumsOf(points: readonly Point[]): Sums {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const sum = (of: (x: number, y: number) => number): number =>
    points.reduce((total, [x, y]) => total + of(x - middleX, y - middleY), 0);
  return { xx: sum((x) => x * x), xy: sum((x, y) => x * y), yy: sum((_, y) => y * y) };
}
