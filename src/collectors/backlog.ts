import type { GeneratorSample } from "../result/result.js";
import type { Collector, SliceEnd } from "./collector.js";

/** Whether events began as fast as they became due. It is only used where they begin in the generator and have due times. */
export class BacklogCollector implements Collector {
  #dueNs: number[] = [];
  #begunNs: number[] = [];
  #askedNs = 0;
  #takenNs = 0;
  /** The largest number of events that were due and had not begun at the same time. */
  #backlogEvents = 0;

  begun(_event: number, dueNs: number, begunNs: number): void {
    this.#dueNs.push(dueNs);
    this.#begunNs.push(begunNs);
  }

  endSlice({ run }: Pick<SliceEnd, "run">): void {
    // Several generators report one after the other, so both lists are sorted by time.
    const due = Float64Array.from(this.#dueNs).sort();
    const begun = Float64Array.from(this.#begunNs).sort();
    let dueCount = 0;
    for (const [begunCount, begunNs] of begun.entries()) {
      while (dueCount < due.length && due[dueCount]! <= begunNs) dueCount++;
      // The event that begins at this moment no longer waits.
      this.#backlogEvents = Math.max(this.#backlogEvents, dueCount - begunCount - 1);
    }
    this.#askedNs += run.lengthNs;
    this.#takenNs += Math.max(run.lengthNs, (begun.at(-1) ?? run.startNs) - run.startNs);
    this.#dueNs = [];
    this.#begunNs = [];
  }

  /**
   * A ratio of 1 means that every slice's events had begun when it ended, and 0.5 that this took twice as long. It is unknown
   * without slices.
   */
  get figures(): Pick<GeneratorSample, "achievedRateRatio" | "backlogEvents"> {
    if (this.#takenNs === 0) return {};
    return { achievedRateRatio: this.#askedNs / this.#takenNs, backlogEvents: this.#backlogEvents };
  }
}
