import { NS_PER_MS, NS_PER_SECOND } from "../units.js";
import type { Observations } from "./observations.js";

/** What a service's accept queue sees of a storm: a whole second would hide the first moment of it. */
const WITHIN_NS = 100 * NS_PER_MS;

/** Connections opened and found broken while measuring. */
export class ConnectsCollector {
  #most = 0;
  /** Those that had been meant to stay. */
  broken = 0;

  endSlice(observations: readonly Observations[]): void {
    for (const { disconnected } of observations) this.broken += disconnected.index.length;
    const atNs = Float64Array.from(observations.flatMap(({ connected }) => [...connected.atNs])).sort();
    for (let first = 0, last = 0; last < atNs.length; last++) {
      while (atNs[last]! - atNs[first]! >= WITHIN_NS) first++;
      this.#most = Math.max(this.#most, last - first + 1);
    }
  }

  /** The most opened within any 100 ms, as a rate per second. */
  get peakPerSecond(): number {
    return this.#most * (NS_PER_SECOND / WITHIN_NS);
  }
}
