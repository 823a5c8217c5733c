/** The service's part of a round: what it reported of itself, and what was seen of it from outside. */
import type { ProcessSum } from "../collectors/process-sum.js";
import type { ServiceSample } from "../result/result.js";

export interface SeenOfService
  extends Pick<
    ServiceSample,
    "pid" | "idleCpuRatio" | "rssBeforeBytes" | "rssIdleBytes" | "idleMemory" | "rssLoadedBytes" | "rssMaxBytes"
  > {
  outsideCpuNs: number | undefined;
}

export function serviceSample(sum: ProcessSum, { outsideCpuNs, ...seen }: SeenOfService): ServiceSample {
  return {
    ...seen,
    cpuNs: sum.cpuNs,
    ...(outsideCpuNs === undefined ? {} : { outsideCpuNs }),
    ...(sum.eventLoopUtilisation === undefined ? {} : { eventLoopUtilisation: sum.eventLoopUtilisation }),
    ...(sum.worstDelayP99Ns === undefined ? {} : { eventLoopDelayP99Ns: sum.worstDelayP99Ns }),
    ...(sum.garbageCollections === undefined ? {} : { garbageCollections: sum.garbageCollections }),
    ...(sum.garbageCollectionNs === undefined ? {} : { garbageCollectionNs: sum.garbageCollectionNs }),
  };
}
