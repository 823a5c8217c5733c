/**
 * Where a line that is known from a few rounds crosses 0: all x at which the mean of `intercept + slope × x` over the rounds does not
 * differ surely from 0.
 *
 * Method: Fieller's theorem, a quadratic inequality in x. Where the slope is not surely different from 0 the set has no bound on at
 * least one side, and that is right: no crossing was shown.
 * Assumption: intercepts and slopes of the rounds have a normal distribution together, and rounds are independent.
 * Source: Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B 16 (1954).
 */
import { studentQuantile } from "./student-t.js";
import type { Line } from "./weighted-line.js";

/**
 * "between": from ≤ x ≤ to. "outside": x ≤ to or x ≥ from, with to < from; it has no bounds. "everywhere": any x.
 */
export type FiellerSet = { kind: "between" | "outside"; from: number; to: number } | { kind: "everywhere" };

/** Undefined with fewer than two lines. Of parallel lines nothing is said: "everywhere". */
export function fiellerZero(lines: readonly Line[], confidence = 0.95): FiellerSet | undefined {
  const n = lines.length;
  if (n < 2) return undefined;
  const mean = (of: (line: Line) => number): number => lines.reduce((sum, line) => sum + of(line), 0) / n;
  const [a, b] = [mean(({ intercept }) => intercept), mean(({ slope }) => slope)];
  /** t² × the covariance of two means. */
  const slack = studentQuantile(confidence, n - 1) ** 2 / (n * (n - 1));
  const within = (of: (line: Line) => number): number => slack * n * mean(of);
  // quadratic × x² + 2 × linear × x + constant ≤ 0
  const quadratic = b * b - within(({ slope }) => (slope - b) ** 2);
  const linear = a * b - within(({ intercept, slope }) => (intercept - a) * (slope - b));
  const constant = a * a - within(({ intercept }) => (intercept - a) ** 2);
  const discriminant = linear * linear - quadratic * constant;
  if (quadratic === 0 || discriminant < 0) return { kind: "everywhere" };
  const root = Math.sqrt(discriminant);
  const ends = [(-linear - root) / quadratic, (-linear + root) / quadratic].sort((one, other) => one - other);
  return quadratic > 0
    ? { kind: "between", from: ends[0]!, to: ends[1]! }
    : { kind: "outside", to: ends[0]!, from: ends[1]! };
}
