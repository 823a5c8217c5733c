import type { ProcessSample } from "./process-self.js";

/** What one process said of itself, added up over slices. */
export class ProcessSum {
  cpuNs = 0;
  elapsedNs = 0;
  garbageCollections = 0;
  garbageCollectionNs = 0;
  #busyNs = 0;
  /** What event-loop utilisation is known of. */
  #observedNs = 0;
  readonly #delaysNs: number[] = [];

  add(sample: ProcessSample): void {
    this.cpuNs += sample.cpuNs;
    this.elapsedNs += sample.elapsedNs;
    this.#observedNs += sample.elapsedNs;
    this.#busyNs += sample.eventLoopUtilisation * sample.elapsedNs;
    this.garbageCollections += sample.garbageCollections;
    this.garbageCollectionNs += sample.garbageCollectionNs;
    if (sample.eventLoopDelayP99Ns !== undefined) this.#delaysNs.push(sample.eventLoopDelayP99Ns);
  }

  /** What was seen from outside of a process that can say nothing any more. */
  addFromOutside({ cpuNs, elapsedNs }: Pick<ProcessSample, "cpuNs" | "elapsedNs">): void {
    this.cpuNs += cpuNs;
    this.elapsedNs += elapsedNs;
  }

  /** Of one CPU. */
  get cpuRatio(): number {
    return this.cpuNs / this.elapsedNs;
  }

  get eventLoopUtilisation(): number {
    return this.#busyNs / this.#observedNs;
  }

  /** The worst slice's p99: percentiles cannot be added. */
  get worstDelayP99Ns(): number | undefined {
    return this.#delaysNs.length === 0 ? undefined : Math.max(...this.#delaysNs);
  }

  /** The middle slice's p99: what a delay was usually, whatever happened once. */
  get usualDelayP99Ns(): number | undefined {
    return this.#delaysNs.sort((a, b) => a - b)[this.#delaysNs.length >> 1];
  }
}
