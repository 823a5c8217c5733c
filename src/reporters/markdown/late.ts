import { Histogram } from "../../histogram.js";
import type { Result } from "../../result/result.js";
import { NS_PER_MS } from "../../units.js";

/**
 * How many deliveries of an approach took longer, over all rounds. The count is exact within the 0.1 % of a histogram's
 * buckets.
 */
export function laterThan({ rounds }: Result, approach: string, limitMs: number): number {
  const its = rounds.flatMap((round) => round.approaches.filter((one) => one.approach === approach));
  const latency = Histogram.merge(its.map((one) => one.latency.latency));
  // This searches the first rank above the limit: the quantile rank ÷ count is the value at that rank.
  let [within, beyond] = [0, latency.count + 1];
  while (beyond - within > 1) {
    const rank = (within + beyond) >> 1;
    if (latency.quantileNs(rank / latency.count)! > limitMs * NS_PER_MS) beyond = rank;
    else within = rank;
  }
  return latency.count - within;
}
