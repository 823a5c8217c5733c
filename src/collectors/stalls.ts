import { NS_PER_MS } from "../units.js";
import type { Collector, Delivery, RoundPart, SliceEnd } from "./collector.js";

/** A shorter pause is a collection of garbage, or the time slice of another process. */
const SHORTEST_STALL_NS = 25 * NS_PER_MS;
/** A slow service has long pauses anyway: a stall is so many times as long as the usual time from one delivery to the next. */
const SPACINGS = 10;

type Times = Pick<Delivery, "dueNs" | "deliveredNs">;

/**
 * For how long nothing was delivered although something was due. An overloaded service goes on delivering at its own pace, so this tells one
 * that stood still (frozen, or busy with itself) from one that was asked for too much.
 */
export class StallCollector implements Collector {
  #deliveries: Times[] = [];
  #stalledNs = 0;

  delivered({ dueNs, deliveredNs }: Delivery): void {
    this.#deliveries.push({ dueNs, deliveredNs });
  }

  endSlice({ run, missing }: Pick<SliceEnd, "run" | "missing">): void {
    const deliveries = this.#deliveries.sort((a, b) => a.deliveredNs - b.deliveredNs);
    const endNs = run.startNs + run.lengthNs;
    // What a delivery takes at least is no stall, not even where there is no other
    const latenciesNs = deliveries.map(({ dueNs, deliveredNs }) => deliveredNs - dueNs);
    const leastNs = latenciesNs.reduce((least, one) => Math.min(least, one), latenciesNs[0] ?? 0);
    const shortestNs = Math.max(SHORTEST_STALL_NS, (SPACINGS * run.lengthNs) / Math.max(1, deliveries.length));
    let lastNs = run.startNs;
    const take = (dueNs: number, untilNs: number): void => {
      const stalledNs = untilNs - Math.max(lastNs, dueNs + leastNs);
      if (stalledNs >= shortestNs) this.#stalledNs += stalledNs;
      lastNs = Math.max(lastNs, untilNs);
    };
    const oldestNs = oldestOutstanding(deliveries);
    for (const [i, { deliveredNs }] of deliveries.entries()) take(oldestNs[i]!, deliveredNs);
    let missingSinceNs = endNs;
    for (const { dueNs } of missing()) if (dueNs >= run.startNs) missingSinceNs = Math.min(missingSinceNs, dueNs);
    take(missingSinceNs, endNs);
    this.#deliveries = [];
  }

  sample(): Pick<RoundPart, "figures"> {
    return { figures: { stalledNs: this.#stalledNs } };
  }
}

/** By each delivery, when the oldest was due of those that were not delivered until then. */
function oldestOutstanding(deliveries: readonly Times[]): Float64Array {
  const oldestNs = Float64Array.from(deliveries, ({ dueNs }) => dueNs);
  for (let i = oldestNs.length - 2; i >= 0; i--) oldestNs[i] = Math.min(oldestNs[i]!, oldestNs[i + 1]!);
  return oldestNs;
}
