import type { Collector, Delivery, RoundPart, SliceEnd } from "./collector.js";

/**
 * How long deliveries went on: from the start of each slice to its last delivery, but at least for the slice's length. A service
 * that cannot keep up delivers the rest during the drain, and to count only the slice would flatter it.
 */
export class ThroughputCollector implements Collector {
  windowNs = 0;
  activeNs = 0;
  slices = 0;
  #lastDeliveredNs = 0;

  delivered({ deliveredNs }: Delivery): void {
    if (deliveredNs > this.#lastDeliveredNs) this.#lastDeliveredNs = deliveredNs;
  }

  endSlice({ run }: Pick<SliceEnd, "run">): void {
    this.slices++;
    this.windowNs += run.lengthNs;
    this.activeNs += Math.max(run.lengthNs, this.#lastDeliveredNs - run.startNs);
  }

  sample(): Pick<RoundPart, "windowNs" | "activeNs"> {
    return { windowNs: this.windowNs, activeNs: this.activeNs };
  }
}
