/** Largest distance between the distribution of `values` and `distribution`, times √n. */
export function ksStatistic(values: readonly number[], distribution: (value: number) => number): number {
  const n = values.length;
  let distance = 0;
  for (const [i, value] of [...values].sort((a, b) => a - b).entries()) {
    const expected = distribution(value);
    distance = Math.max(distance, expected - i / n, (i + 1) / n - expected);
  }
  return distance * Math.sqrt(n);
}

/** Asymptotic critical value at α = 0.001: √(−ln(α / 2) / 2). */
export const KS_CRITICAL = Math.sqrt(-Math.log(0.001 / 2) / 2);

/** The distribution function of the exponential with mean 1. */
export const exponentialCdf = (value: number): number => 1 - Math.exp(-value);

/** Differences of an ascending list that starts from 0. */
export const gapsOf = (times: readonly number[]): number[] => times.map((time, i) => time - (times[i - 1] ?? 0));
