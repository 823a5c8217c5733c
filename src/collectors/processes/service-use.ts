import type { SliceSample } from "../../result/result.js";
import type { Collector, RoundPart, SliceEnd } from "../collector.js";
import type { BusyService } from "../generator-health.js";
import { GroupUse } from "./group-use.js";
import { ProcessSum } from "./process-sum.js";

/** What the service used over the slices: as it reported itself, killed processes included, and as it was seen from outside. */
export class ServiceUseCollector implements Collector {
  readonly #sum = new ProcessSum();
  readonly #withSlices: boolean;
  readonly #isMeasured: boolean;
  readonly #slices: SliceSample[] = [];
  /** Only of a service in several processes. */
  #group: GroupUse | undefined;
  /** It becomes undefined as soon as one slice could not be read. */
  #outsideCpuNs: number | undefined = 0;

  /**
   * `withSlices` keeps each slice, so that slices of the same place can be compared. Runs with faults do not have that. Where
   * nobody knows which process the service is, nothing was measured.
   */
  constructor(withSlices: boolean, isMeasured = true) {
    this.#withSlices = withSlices;
    this.#isMeasured = isMeasured;
  }

  /** What the verdict asks for. */
  get busy(): BusyService {
    if (this.#group !== undefined) return { ...this.#group.busiest, hasSeveralProcesses: true };
    const { cpuRatio, eventLoopUtilisation } = this.#sum;
    return { cpuRatio, eventLoopUtilisation };
  }

  endSlice({ service, killed, usage, delivered }: Pick<SliceEnd, "service" | "killed" | "usage" | "delivered">): void {
    this.#sum.add(service);
    if ("processes" in service) {
      this.#group ??= new GroupUse();
      this.#group.add(service);
    }
    for (const one of killed) this.#sum.add(one);
    this.#slices.push({ ...(this.#isMeasured && { cpuNs: service.cpuNs }), delivered });
    this.#outsideCpuNs = usage && this.#outsideCpuNs !== undefined ? this.#outsideCpuNs + usage.cpuNs : undefined;
  }

  sample(): Pick<RoundPart, "service" | "slices"> {
    const slices = this.#withSlices ? { slices: this.#slices } : {};
    if (!this.#isMeasured) return { service: {}, ...slices };
    const { cpuNs, eventLoopUtilisation, worstDelayP99Ns, garbageCollections, garbageCollectionNs } = this.#sum;
    return {
      service: {
        cpuNs,
        ...(this.#outsideCpuNs === undefined ? {} : { outsideCpuNs: this.#outsideCpuNs }),
        ...(eventLoopUtilisation === undefined ? {} : { eventLoopUtilisation }),
        ...(worstDelayP99Ns === undefined ? {} : { eventLoopDelayP99Ns: worstDelayP99Ns }),
        ...(garbageCollections === undefined ? {} : { garbageCollections }),
        ...(garbageCollectionNs === undefined ? {} : { garbageCollectionNs }),
        ...(this.#group && { processes: this.#group.processes }),
        ...(this.#group?.bus && { bus: this.#group.bus }),
      },
      ...slices,
    };
  }
}
