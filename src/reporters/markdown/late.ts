import { Histogram } from "../../histogram.js";
import type { Result } from "../../result/result.js";
import { NS_PER_MS } from "../../units.js";

/** How many deliveries of an approach took longer, over all rounds; right within the 0.1 % that a histogram keeps. */
export function laterThan({ rounds }: Result, approach: string, limitMs: number): number {
  const its = rounds.flatMap((round) => round.approaches.filter((one) => one.approach === approach));
  const latency = Histogram.merge(its.map((one) => one.latency.latency));
  // The first rank above the limit: ranks are what a quantile of rank ÷ count stands for
  let [within, beyond] = [0, latency.count + 1];
  while (beyond - within > 1) {
    const rank = (within + beyond) >> 1;
    if (latency.quantileNs(rank / latency.count)! > limitMs * NS_PER_MS) beyond = rank;
    else within = rank;
  }
  return latency.count - within;
}
