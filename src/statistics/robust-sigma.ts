/**
 * The standard deviation of a few numbers of which some may be outliers, such as the log ratios of rounds on a shared machine.
 *
 * Method: Qn, a low order statistic of the distances of all pairs, scaled so that it is the standard deviation of normal
 * numbers. Half of the numbers can be outliers before the estimate breaks down. On normal numbers it needs 22 % more of them
 * than the usual estimate does. Assumption: the numbers that are not outliers are nearly normal.
 * Source: Rousseeuw and Croux, "Alternatives to the median absolute deviation", JASA 88 (1993); the factors for few
 * numbers: Croux and Rousseeuw, "Time-efficient algorithms for two highly robust estimators of scale", COMPSTAT 1992.
 */

const NORMAL = 2.2219;
/** The factors for 2 to 9 numbers. */
const FEW = [0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872];

/** The estimate is undefined for fewer than two numbers. */
export function robustSigma(values: readonly number[]): number | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const distances = new Float64Array((n * (n - 1)) / 2);
  let filled = 0;
  for (const [i, one] of values.entries()) {
    for (let j = i + 1; j < n; j++) distances[filled++] = Math.abs(one - values[j]!);
  }
  distances.sort();
  const half = Math.floor(n / 2) + 1;
  const factor = FEW[n - 2] ?? (n % 2 === 1 ? n / (n + 1.4) : n / (n + 3.8));
  return NORMAL * factor * distances[(half * (half - 1)) / 2 - 1]!;
}
