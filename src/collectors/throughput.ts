import { NS_PER_MS } from "../units.js";
import type { Collector, Delivery, RoundPart, SliceEnd } from "./collector.js";

/** For how long senders may be quiet before they ask whether all was read: see transports/websocket/adapted/burst-watch.ts. */
const LONGEST_QUIET_NS = 150 * NS_PER_MS;

/**
 * How long deliveries went on: from the start of each slice to its last delivery, but at least for the slice's length. A service
 * that cannot keep up delivers the rest during the drain, and to count only the slice would flatter it.
 */
export class ThroughputCollector implements Collector {
  readonly #asksWhenQuiet: boolean;
  windowNs = 0;
  activeNs = 0;
  slices = 0;
  #lastDeliveredNs = 0;

  /** Whether a delivery is known from the answer to something that its sender sends behind it, once it is quiet. */
  constructor(asksWhenQuiet = false) {
    this.#asksWhenQuiet = asksWhenQuiet;
  }

  delivered({ deliveredNs }: Delivery): void {
    if (deliveredNs > this.#lastDeliveredNs) this.#lastDeliveredNs = deliveredNs;
  }

  endSlice({ run }: Pick<SliceEnd, "run">): void {
    this.slices++;
    this.windowNs += run.lengthNs;
    const askedAfterNs = this.#asksWhenQuiet ? LONGEST_QUIET_NS : 0;
    this.activeNs += Math.max(run.lengthNs, this.#lastDeliveredNs - askedAfterNs - run.startNs);
  }

  sample(): Pick<RoundPart, "windowNs" | "activeNs"> {
    return { windowNs: this.windowNs, activeNs: this.activeNs };
  }
}
