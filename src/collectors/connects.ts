import { NS_PER_MS, NS_PER_SECOND } from "../units.js";
import type { Collector, RoundPart, SliceEnd } from "./collector.js";

/** What a service's accept queue sees of a storm: a whole second would hide the first moment of it. */
const WITHIN_NS = 100 * NS_PER_MS;

/** Connections opened and found broken while measuring. */
export class ConnectsCollector implements Collector {
  #most = 0;
  /** Those that had been meant to stay. */
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
