import type { LedgerListener, SliceRun } from "./ledger.js";

/** Whether events began as fast as they fell due. Only where they begin in the generator and have due times. */
export class BacklogCollector implements LedgerListener {
  #dueNs: number[] = [];
  #begunNs: number[] = [];
  #askedNs = 0;
  #takenNs = 0;
  /** Most events that were due and had not begun at any one time. */
  backlogEvents = 0;

  begun(_event: number, dueNs: number, begunNs: number): void {
    this.#dueNs.push(dueNs);
    this.#begunNs.push(begunNs);
  }

  endSlice(slice: SliceRun): void {
    // Several generators report one after the other, so both are put in the order of time.
    const due = Float64Array.from(this.#dueNs).sort();
    const begun = Float64Array.from(this.#begunNs).sort();
    let dueCount = 0;
    for (const [begunCount, begunNs] of begun.entries()) {
      while (dueCount < due.length && due[dueCount]! <= begunNs) dueCount++;
      // The event that begins at this moment is not waiting any more.
      this.backlogEvents = Math.max(this.backlogEvents, dueCount - begunCount - 1);
    }
    this.#askedNs += slice.lengthNs;
    this.#takenNs += Math.max(slice.lengthNs, (begun.at(-1) ?? slice.startNs) - slice.startNs);
    this.#dueNs = [];
    this.#begunNs = [];
  }

  /** 1: every slice's events had begun when it ended. 0.5: that took twice as long. */
  get achievedRateRatio(): number | undefined {
    return this.#takenNs === 0 ? undefined : this.#askedNs / this.#takenNs;
  }
}
