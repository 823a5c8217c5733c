import type { ProcessSample } from "../machine/process-self.js";

/** What is seen of a process from outside: of one that can say nothing any more, or never could. */
export type OutsideSample = Pick<ProcessSample, "cpuNs" | "elapsedNs">;

/** What one process said of itself, or what was seen of it, added up over slices. */
export class ProcessSum {
  cpuNs = 0;
  elapsedNs = 0;
  #garbageCollections = 0;
  #garbageCollectionNs = 0;
  #busyNs = 0;
  /** What event loop and garbage collection are known of. */
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

  /** Of one CPU. */
  get cpuRatio(): number {
    return this.cpuNs / this.elapsedNs;
  }

  /** This and the next two are unknown of a process that never said anything of itself. */
  get eventLoopUtilisation(): number | undefined {
    return this.#ifObserved(this.#busyNs / this.#observedNs);
  }

  get garbageCollections(): number | undefined {
    return this.#ifObserved(this.#garbageCollections);
  }

  get garbageCollectionNs(): number | undefined {
    return this.#ifObserved(this.#garbageCollectionNs);
  }

  /** The worst slice's p99: percentiles cannot be added. */
  get worstDelayP99Ns(): number | undefined {
    return this.#delaysNs.length === 0 ? undefined : Math.max(...this.#delaysNs);
  }

  /** The middle slice's p99: what a delay was usually, whatever happened once. */
  get usualDelayP99Ns(): number | undefined {
    return this.#delaysNs.sort((a, b) => a - b)[this.#delaysNs.length >> 1];
  }

  #ifObserved(figure: number): number | undefined {
    return this.#observedNs > 0 ? figure : undefined;
  }
}
