/** What tells an arrival process from another: pure functions of the times at which requests arrived. */
import { quantile } from "../../src/statistics/quantile.js";
import { msToNs, NS_PER_SECOND, NS_PER_US } from "../../src/units.js";

export interface ArrivalFigures {
  achievedPerSecond: number;
  gapP1Us: number;
  gapP50Us: number;
  gapP99Us: number;
  /** Standard deviation of the gaps ÷ their mean. Evenly spaced: 0. Poisson: 1. */
  variation: number;
  /** Variance ÷ mean of the arrivals per 10 ms. Evenly spaced: 0. Poisson: 1. */
  dispersion: number;
  /** Largest distance between the distribution of the gaps and the exponential of the asked rate (Kolmogorov–Smirnov). */
  ksToExponential: number;
}

const BIN_NS = msToNs(10);

/** `arrivedNs` ascending, within the window [fromNs, toNs), of which whole bins are counted. */
export function arrivalFigures(
  arrivedNs: Float64Array,
  perSecond: number,
  { fromNs, toNs }: { fromNs: number; toNs: number },
): ArrivalFigures {
  const gapsNs = Array.from(arrivedNs.subarray(1), (atNs, i) => atNs - arrivedNs[i]!);
  const perBin = new Array<number>(Math.floor((toNs - fromNs) / BIN_NS)).fill(0);
  for (const atNs of arrivedNs) {
    const bin = Math.floor((atNs - fromNs) / BIN_NS);
    if (bin >= 0 && bin < perBin.length) perBin[bin]!++;
  }
  const gaps = moments(gapsNs);
  const bins = moments(perBin);
  return {
    achievedPerSecond: (arrivedNs.length * NS_PER_SECOND) / (toNs - fromNs),
    gapP1Us: quantile(gapsNs, 0.01)! / NS_PER_US,
    gapP50Us: quantile(gapsNs, 0.5)! / NS_PER_US,
    gapP99Us: quantile(gapsNs, 0.99)! / NS_PER_US,
    variation: Math.sqrt(gaps.variance) / gaps.mean,
    dispersion: bins.variance / bins.mean,
    ksToExponential: ksDistance(gapsNs, (gapNs) => 1 - Math.exp((-gapNs * perSecond) / NS_PER_SECOND)),
  };
}

/** Above this distance a sample of `count` gaps is told from the exponential at the 5 % level (asymptotic value). */
export const ksCritical = (count: number): number => 1.358 / Math.sqrt(count);

function ksDistance(values: readonly number[], distribution: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((distance, value, i) => {
    const expected = distribution(value);
    return Math.max(distance, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  }, 0);
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}
