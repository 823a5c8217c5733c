import type { Histogram } from "../histogram.js";

/**
 * The value at a quantile in ns, but only where there are enough samples: at least one of them must lie beyond the quantile, so
 * p99 needs 100 samples and p99.9 needs 1000. With fewer the value would be the maximum under another name, so it is undefined.
 */
export function supportedQuantileNs(
  histogram: Pick<Histogram, "count" | "quantileNs">,
  quantile: number,
): number | undefined {
  const samplesBeyond = Math.round(histogram.count * (1 - quantile) * 1e6) / 1e6; // in floating point, 10 × (1 − 0.9) is just below 1
  return samplesBeyond >= 1 ? histogram.quantileNs(quantile) : undefined;
}
