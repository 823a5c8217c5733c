/**
 * From where on a difference is worth a word, per compared figure. A smaller one may be real, and is in the tables with its
 * interval; the headline does not repeat it. docs/reading-a-report.md holds the same table and a test compares the two.
 */
import { NS_PER_US } from "../units.js";
import { COMPANY_FACTOR } from "./company.js";
import type { ComparedMetric } from "./ratios.js";

export interface SmallestEffect {
  /** The larger figure ÷ the smaller one. */
  ratio: number;
  /** Between the figures themselves, in the metric's unit, beside the ratio. */
  difference?: number;
}

/** Less than this is nothing against any network that stands between the two sides outside of a test. */
const NETWORK_NS = 100 * NS_PER_US;

export const smallestEffects: Record<ComparedMetric, SmallestEffect> = {
  latencyP50Ns: { ratio: 1.1, difference: NETWORK_NS },
  latencyP99Ns: { ratio: 1.2, difference: NETWORK_NS },
  serviceTimeP50Ns: { ratio: 1.1, difference: NETWORK_NS },
  deliveriesPerSecond: { ratio: 1.05 },
  /** What company may change does not show that one approach is cheaper. */
  serviceCpuUsPerDelivery: { ratio: COMPANY_FACTOR },
  wireBytesPerDelivery: { ratio: 1.05 },
  serviceRssLoadedBytes: { ratio: 1.1 },
  connectionsOpenedDuring: { ratio: 1.1 },
  generatorCpuRatio: { ratio: 1.1 },
};

/** `figures`: of both sides over all rounds; without them only the ratio can speak. */
export function isWorthAWord(
  metric: ComparedMetric,
  ratio: number | undefined,
  figures: readonly (number | undefined)[],
): boolean {
  if (ratio === undefined) return false;
  const smallest = smallestEffects[metric];
  const [one, other] = figures;
  const far = smallest.difference === undefined || one === undefined || other === undefined;
  return Math.max(ratio, 1 / ratio) >= smallest.ratio && (far || Math.abs(one - other) >= smallest.difference!);
}
