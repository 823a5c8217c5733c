/**
 * Quantiles of a few numbers, such as one figure per round. Method: linear interpolation between order statistics,
 * type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), the
 * default of R and NumPy. It assumes nothing about the distribution. Latencies go into histograms instead.
 */

/** `probability` lies between 0 and 1. The quantile is undefined when there are no values. */
export function quantile(values: readonly number[], probability: number): number | undefined {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`probability ${probability} is not within 0…1`);
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * probability;
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  if (low === undefined || high === undefined) return undefined;
  return low + (high - low) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number | undefined => quantile(values, 0.5);
