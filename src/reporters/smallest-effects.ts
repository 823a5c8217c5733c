/**
 * How large a difference must be to be worth a word, for each compared figure. A smaller one may be real, and it is in the tables
 * with its interval, but the headline leaves it out. docs/reading-a-report.md has the same table, and a test compares the two.
 */
import { NS_PER_US } from "../units.js";
import { COMPANY_RATIO_FACTOR } from "./company.js";
import type { ComparedMetric } from "./ratios.js";

export interface SmallestEffect {
  /** The larger figure ÷ the smaller one. */
  ratio: number;
  /** How far the figures themselves must also lie apart, in the metric's unit. */
  difference?: number;
}

/** Less than this does not matter beside any real network between the two sides. */
const NETWORK_NS = 100 * NS_PER_US;

export const smallestEffects: Record<ComparedMetric, SmallestEffect> = {
  latencyP50Ns: { ratio: 1.1, difference: NETWORK_NS },
  latencyP99Ns: { ratio: 1.2, difference: NETWORK_NS },
  serviceTimeP50Ns: { ratio: 1.1, difference: NETWORK_NS },
  deliveriesPerSecond: { ratio: 1.05 },
  /** A difference that other company could have made does not show that one approach is cheaper. */
  serviceCpuUsPerDelivery: { ratio: COMPANY_RATIO_FACTOR },
  wireBytesPerDelivery: { ratio: 1.05 },
  serviceRssLoadedBytes: { ratio: 1.1 },
  connectionsOpenedDuring: { ratio: 1.1 },
  generatorCpuRatio: { ratio: 1.1 },
  serviceCpuUsPerClientSecond: { ratio: COMPANY_RATIO_FACTOR },
  wireBytesPerClientSecond: { ratio: 1.05 },
  serviceRssIdleBytes: { ratio: 1.1 },
};

/** `figures` are those of both sides over all rounds. Without them the ratio alone decides. */
export function isWorthAWord(
  metric: ComparedMetric,
  ratio: number | undefined,
  figures: readonly (number | undefined)[],
): boolean {
  if (ratio === undefined) return false;
  const { difference } = smallestEffects[metric];
  const [one, other] = figures;
  const far = difference === undefined || one === undefined || other === undefined;
  return isLargeRatio(metric, ratio) && (far || Math.abs(one - other) >= difference);
}

/** Whether the ratio alone is worth a word. */
export const isLargeRatio = (metric: ComparedMetric, ratio: number): boolean =>
  Math.max(ratio, 1 / ratio) >= smallestEffects[metric].ratio;
