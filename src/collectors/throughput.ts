import type { LedgerListener, SliceRun } from "./ledger.js";

/**
 * How long deliveries went on: from the start of each slice to its last delivery, but at least the slice's length.
 * A service that cannot keep up delivers the rest during the drain; counting only the slice would flatter it.
 */
export class ThroughputCollector implements LedgerListener {
  windowNs = 0;
  activeNs = 0;
  #lastDeliveredNs = 0;

  delivered(
    _event: number,
    _recipient: number,
    _dueNs: number,
    _sentNs: number | undefined,
    deliveredNs: number,
  ): void {
    if (deliveredNs > this.#lastDeliveredNs) this.#lastDeliveredNs = deliveredNs;
  }

  endSlice(slice: SliceRun): void {
    this.windowNs += slice.lengthNs;
    this.activeNs += Math.max(slice.lengthNs, this.#lastDeliveredNs - slice.startNs);
  }
}
