import type { ProcessSample } from "../../machine/process-self.js";

/** What is seen from outside of a process that can no longer report anything, or never could. */
export type OutsideSample = Pick<ProcessSample, "cpuNs" | "elapsedNs">;

/** What one process reported of itself, or what was seen of it, added up over slices. */
export class ProcessSum {
  cpuNs = 0;
  elapsedNs = 0;
  #garbageCollections = 0;
  #garbageCollectionNs = 0;
  #busyNs = 0;
  /** The time for which event loop and garbage collection are known. */
  #observedNs = 0;
  readonly #delaysNs: number[] = [];

  add(sample: ProcessSample | OutsideSample): void {
    this.cpuNs += sample.cpuNs;
    this.elapsedNs += sample.elapsedNs;
    if (!("eventLoopUtilisation" in sample)) return;
    this.#observedNs += sample.elapsedNs;
    this.#busyNs += sample.eventLoopUtilisation * sample.elapsedNs;
    this.#garbageCollections += sample.garbageCollections;
    this.#garbageCollectionNs += sample.garbageCollectionNs;
    if (sample.eventLoopDelayP99Ns !== undefined) this.#delaysNs.push(sample.eventLoopDelayP99Ns);
  }

  /** The CPU as a share of one CPU. */
  get cpuRatio(): number {
    return this.cpuNs / this.elapsedNs;
  }

  /** This and the next two are unknown for a process that never reported anything. */
  get eventLoopUtilisation(): number | undefined {
    return this.#ifObserved(this.#busyNs / this.#observedNs);
  }

  get garbageCollections(): number | undefined {
    return this.#ifObserved(this.#garbageCollections);
  }

  get garbageCollectionNs(): number | undefined {
    return this.#ifObserved(this.#garbageCollectionNs);
  }

  /** The p99 of the worst slice, because percentiles cannot be added. */
  get worstDelayP99Ns(): number | undefined {
    return this.#delaysNs.length === 0 ? undefined : Math.max(...this.#delaysNs);
  }

  /** The p99 of the middle slice: the usual delay, whatever happened once. */
  get usualDelayP99Ns(): number | undefined {
    return this.#delaysNs.sort((a, b) => a - b)[this.#delaysNs.length >> 1];
  }

  #ifObserved(figure: number): number | undefined {
    return this.#observedNs > 0 ? figure : undefined;
  }
}
