import type { SliceSample } from "../result/result.js";
import type { Collector, RoundPart, SliceEnd } from "./collector.js";
import { ProcessSum } from "./process-sum.js";

/** What the service used: by its own account over the slices, killed processes included, and beside it as seen from outside. */
export class ServiceUseCollector implements Collector {
  readonly sum = new ProcessSum();
  readonly #withSlices: boolean;
  readonly #slices: SliceSample[] = [];
  /** Undefined as soon as one slice could not be read. */
  #outsideCpuNs: number | undefined = 0;

  /** `withSlices`: slices of equal place can be held against each other, so each is kept. Not where faults are played. */
  constructor(withSlices: boolean) {
    this.#withSlices = withSlices;
  }

  endSlice({ service, killed, usage, delivered }: Pick<SliceEnd, "service" | "killed" | "usage" | "delivered">): void {
    this.sum.add(service);
    for (const one of killed) this.sum.add(one);
    this.#slices.push({ cpuNs: service.cpuNs, delivered });
    this.#outsideCpuNs = usage && this.#outsideCpuNs !== undefined ? this.#outsideCpuNs + usage.cpuNs : undefined;
  }

  sample(): Pick<RoundPart, "service" | "slices"> {
    const { cpuNs, eventLoopUtilisation, worstDelayP99Ns, garbageCollections, garbageCollectionNs } = this.sum;
    return {
      service: {
        cpuNs,
        ...(this.#outsideCpuNs === undefined ? {} : { outsideCpuNs: this.#outsideCpuNs }),
        ...(eventLoopUtilisation === undefined ? {} : { eventLoopUtilisation }),
        ...(worstDelayP99Ns === undefined ? {} : { eventLoopDelayP99Ns: worstDelayP99Ns }),
        ...(garbageCollections === undefined ? {} : { garbageCollections }),
        ...(garbageCollectionNs === undefined ? {} : { garbageCollectionNs }),
      },
      ...(this.#withSlices && { slices: this.#slices }),
    };
  }
}
