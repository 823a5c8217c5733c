/**
 * The plane through points that do not count alike: y = intercept + first × x1 + second × x2.
 *
 * Method: weighted least squares by the normal equations, each x about its mean, solved in closed form.
 * Source: Draper and Smith, Applied Regression Analysis, 3rd ed. 1998, sections 5.1 and 9.2.
 */
export type SpacePoint = readonly [x1: number, x2: number, y: number];

export interface Plane {
  intercept: number;
  first: number;
  second: number;
}

/** Below this share of what is left of one x when the other is known, the two cannot be told apart. */
const INDEPENDENT = 1e-6;

/** Undefined unless there are points at which the two x do not follow from each other. `weights` are above 0, one for each. */
export function weightedPlane(points: readonly SpacePoint[], weights: readonly number[]): Plane | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (point: SpacePoint) => number): number =>
    points.reduce((sum, point, i) => sum + weights[i]! * of(point), 0) / total;
  const [m1, m2, my] = [mean(([x1]) => x1), mean(([, x2]) => x2), mean(([, , y]) => y)];
  const s11 = mean(([x1]) => (x1 - m1) ** 2);
  const s22 = mean(([, x2]) => (x2 - m2) ** 2);
  const s12 = mean(([x1, x2]) => (x1 - m1) * (x2 - m2));
  const determinant = s11 * s22 - s12 * s12;
  if (!(determinant > INDEPENDENT * s11 * s22)) return undefined;
  const s1y = mean(([x1, , y]) => (x1 - m1) * (y - my));
  const s2y = mean(([, x2, y]) => (x2 - m2) * (y - my));
  const first = (s1y * s22 - s2y * s12) / determinant;
  const second = (s2y * s11 - s1y * s12) / determinant;
  return { intercept: my - first * m1 - second * m2, first, second };
}
