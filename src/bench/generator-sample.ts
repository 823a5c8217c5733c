/** The generators' part of a round: what they used, how well they kept to the schedule, and the verdict on all of it. */
import type { BacklogCollector } from "../collectors/backlog.js";
import { FEWEST_LATE_EVENTS, judge } from "../collectors/generator-health.js";
import type { LatencyCollector } from "../collectors/latency.js";
import type { ProcessSum } from "../collectors/process-sum.js";
import type { ThroughputCollector } from "../collectors/throughput.js";
import type { ApproachRound, GeneratorSample } from "../result/result.js";

export interface Seen {
  generators: readonly ProcessSum[];
  /** Whether the generator fills its CPU on purpose. */
  generatorSpins: boolean;
  service: ProcessSum;
  cpus: ApproachRound["cpus"];
  latency: LatencyCollector;
  throughput: ThroughputCollector;
  backlog: BacklogCollector;
  slices: number;
  /** Whether events have due times that the generators must keep. */
  keepsDueTimes: boolean;
  withFaults: boolean;
}

export function generatorSample(seen: Seen): GeneratorSample {
  const { generators, generatorSpins, service, cpus, latency, throughput, backlog, slices, keepsDueTimes, withFaults } =
    seen;
  const delays = generators.map((sum) => sum.usualDelayP99Ns).filter((delayNs) => delayNs !== undefined);
  const { achievedRateRatio, backlogEvents } = backlog;
  const figures = {
    cpuNs: generators.reduce((total, { cpuNs }) => total + cpuNs, 0),
    cpuRatio: Math.max(...generators.map(({ cpuRatio }) => cpuRatio)),
    eventLoopUtilisation: Math.max(...generators.map(({ eventLoopUtilisation }) => eventLoopUtilisation!)), // each process reports its own
    ...(delays.length === 0 ? {} : { eventLoopDelayP99Ns: Math.max(...delays) }),
    ...(keepsDueTimes && achievedRateRatio !== undefined ? { achievedRateRatio, backlogEvents } : {}),
  };
  const { windowNs, activeNs } = throughput;
  const latencyP50Ns = latency.latencyNs(0.5) ?? 0;
  const judgement = judge({
    generator: figures,
    generatorSpins,
    service,
    cpus,
    latenessTailNs: keepsDueTimes ? latency.latenessTailNs(FEWEST_LATE_EVENTS) : undefined,
    latencyP99Ns: latency.latencyNs(0.99),
    // What queued up behind a fault is due to the fault, not to the load.
    overtimeRatio: withFaults ? 0 : (activeNs - windowNs - slices * latencyP50Ns) / windowNs,
  });
  return { ...figures, ...judgement };
}
