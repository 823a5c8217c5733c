/**
 * By how much `y` grows per unit of `x`.
 *
 * Method: least squares with a free intercept, so that what is there before the first point does not count for the slope.
 * Source: Draper and Smith, Applied Regression Analysis, 3rd ed. 1998, section 1.2.
 */
export type Point = readonly [x: number, y: number];

/** The slope is undefined unless there are points at two different x. */
export function slope(points: readonly Point[]): number | undefined {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  if (!(spread > 0)) return undefined;
  return points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / spread;
}
