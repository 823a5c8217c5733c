import { NS_PER_MS, NS_PER_SECOND } from "../units.js";
import type { Collector, RoundPart, SliceEnd } from "./collector.js";

/** A service's accept queue feels a storm in so short a time. A whole second would hide its first moment. */
const WITHIN_NS = 100 * NS_PER_MS;

/** Counts connections that were opened, and that were found broken, while measuring. */
export class ConnectsCollector implements Collector {
  #most = 0;
  /** How many connections broke that were to stay. */
  #broken = 0;

  endSlice({ observations }: Pick<SliceEnd, "observations">): void {
    for (const { disconnected } of observations) this.#broken += disconnected.index.length;
    const atNs = Float64Array.from(observations.flatMap(({ connected }) => [...connected.atNs])).sort();
    for (let first = 0, last = 0; last < atNs.length; last++) {
      while (atNs[last]! - atNs[first]! >= WITHIN_NS) first++;
      this.#most = Math.max(this.#most, last - first + 1);
    }
  }

  sample(): Pick<RoundPart, "wire"> {
    const peakConnectsPerSecond = this.#most * (NS_PER_SECOND / WITHIN_NS);
    return { wire: { connectionsBroken: this.#broken, peakConnectsPerSecond } };
  }
}
