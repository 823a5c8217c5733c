import { Histogram } from "../../histogram.js";
import type { Result } from "../../result/result.js";
import { NS_PER_MS } from "../../units.js";

/**
 * How many deliveries of an approach took longer, over all rounds. The count is exact within the 0.1 % of a histogram's
 * buckets. It is undefined where the times of deliveries are unknown.
 */
export function laterThan({ rounds }: Result, approach: string, limitMs: number): number | undefined {
  const its = rounds.flatMap((round) => round.approaches.filter((one) => one.approach === approach));
  const known = its.flatMap((one) => one.latency.latency ?? []);
  if (known.length < its.length) return undefined;
  const latency = Histogram.merge(known);
  // This searches the first rank above the limit: the quantile rank ÷ count is the value at that rank.
  let [within, beyond] = [0, latency.count + 1];
  while (beyond - within > 1) {
    const rank = (within + beyond) >> 1;
    if (latency.quantileNs(rank / latency.count)! > limitMs * NS_PER_MS) beyond = rank;
    else within = rank;
  }
  return latency.count - within;
}
