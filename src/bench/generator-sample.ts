/** The generators' part of a round: what they used, how well they kept to the schedule, and the verdict on all of it. */
import type { Judged } from "../collectors/all.js";
import { FEWEST_LATE_EVENTS, type JudgedFleet, judge } from "../collectors/generator-health.js";
import type { ProcessSum } from "../collectors/processes/process-sum.js";
import type { ApproachRound, GeneratorSample } from "../result/result.js";

export interface Seen extends Judged {
  /** Whether the generator fills its CPU on purpose. */
  generatorSpins: boolean;
  cpus: ApproachRound["cpus"];
  /** Only of a fleet. */
  fleet: FleetSeen | undefined;
  /** Whether its CPU shows when the service is at its limit. That of somebody else's may have any number of threads and CPUs. */
  knowsServiceLimit: boolean;
  withFaults: boolean;
  /** Whether nothing is timed, so that nothing can be late. */
  withoutEvents: boolean;
}

export interface FleetSeen extends Pick<JudgedFleet, "hosts"> {
  /** In the order of the generators: whose each is, and how many of its events were late. */
  workers: readonly { worker: string; lateEvents: number }[];
}

export function generatorSample(seen: Seen): GeneratorSample {
  const { generatorUse, generatorSpins, serviceUse, knowsServiceLimit, cpus } = seen;
  const { latency, throughput, backlog, withFaults, withoutEvents } = seen;
  const generators = generatorUse.sums;
  const delays = generators.map((sum) => sum.usualDelayP99Ns).filter((delayNs) => delayNs !== undefined);
  const figures = {
    cpuNs: generators.reduce((total, { cpuNs }) => total + cpuNs, 0),
    cpuRatio: Math.max(...generators.map(({ cpuRatio }) => cpuRatio)),
    eventLoopUtilisation: Math.max(...generators.map(({ eventLoopUtilisation }) => eventLoopUtilisation!)), // each process reports its own
    ...(delays.length === 0 ? {} : { eventLoopDelayP99Ns: Math.max(...delays) }),
    ...backlog?.figures,
  };
  const { windowNs, activeNs, slices } = throughput;
  const latencyP50Ns = latency.latencyNs(0.5);
  const judgement = judge({
    generator: figures,
    generatorSpins,
    withoutEvents,
    service: knowsServiceLimit ? serviceUse.busy : undefined,
    cpus,
    fleet: seen.fleet && judgedFleet(seen.fleet, generators),
    latenessTailNs: backlog ? latency.latenessTailNs(FEWEST_LATE_EVENTS) : undefined,
    latencyP99Ns: latency.latencyNs(0.99),
    // What queued up behind a fault is due to the fault, not to the load; and without latency nobody knows what is usual.
    overtimeRatio:
      withFaults || latencyP50Ns === undefined ? 0 : (activeNs - windowNs - slices * latencyP50Ns) / windowNs,
  });
  return { ...figures, ...judgement };
}

/** Who is named where the generators are the limit. */
function judgedFleet({ hosts, workers }: FleetSeen, generators: readonly ProcessSum[]): JudgedFleet {
  const isLate = workers.some(({ lateEvents }) => lateEvents > 0);
  const busiest = workerWithMost(workers, (i) =>
    Math.max(generators[i]!.cpuRatio, generators[i]!.eventLoopUtilisation!),
  );
  // Without late events it was an event loop that saw deliveries late.
  const latest = workerWithMost(workers, (i) =>
    isLate ? workers[i]!.lateEvents : (generators[i]!.usualDelayP99Ns ?? 0),
  );
  return { hosts, ...(busiest !== undefined && { busiest }), ...(latest !== undefined && { latest }) };
}

function workerWithMost(workers: FleetSeen["workers"], amountOf: (i: number) => number): string | undefined {
  const values = workers.map((_, i) => amountOf(i));
  return workers[values.indexOf(Math.max(...values))]?.worker;
}
