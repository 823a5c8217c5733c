/**
 * Decides what limited the figures of a round: the generator, other work on the machine, the service, or nothing.
 * docs/verdict.md explains the thresholds.
 */
import type { HostCpus } from "../result/hosts.js";
import type { CpuShares, GeneratorSample, Verdict, VerdictReason } from "../result/result.js";
import { NS_PER_MS } from "../units.js";

export interface Health {
  generator: Omit<GeneratorSample, "verdict" | "verdictReason">;
  /** A generator that spins between events is always busy, so its CPU and its event loop say nothing. */
  generatorSpins: boolean;
  /** Then nothing is timed: a generator that answers a heartbeat some ms later makes no figure wrong. */
  withoutEvents?: boolean;
  /**
   * The event loop of a service that is only seen from outside is unknown. It is undefined where nobody knows when the service is at
   * its limit: somebody else runs it, with any number of threads on any CPUs.
   */
  service: BusyService | undefined;
  /** It is undefined where the system does not tell. The services' CPUs are those that pushbench pinned its services to. */
  cpus: { services?: CpuShares; generators?: CpuShares } | undefined;
  /** Only of a fleet. Each of its hosts is judged as this machine would be. */
  fleet?: JudgedFleet | undefined;
  /** It is undefined in a closed loop, and where events begin in the service, because then it is not the generator's. */
  latenessTailNs: number | undefined;
  latencyP99Ns: number | undefined;
  /** The time for which deliveries went on after the slices, less a median latency per slice, divided by the slices' time. */
  overtimeRatio: number;
}

export interface JudgedFleet {
  hosts: readonly HostCpus[];
  /** The worker whose generator was the busiest, and the one that was late most often. */
  busiest?: string;
  latest?: string;
}

/** Of several processes, the busiest. */
export interface BusyService {
  cpuRatio: number;
  eventLoopUtilisation?: number | undefined;
  /** Then they can fill their CPUs together while each has a part of one. */
  hasSeveralProcesses?: boolean;
}

/** A CPU or event loop that is busier than this has no room for load that comes unevenly. */
export const BUSY_RATIO = 0.9;
/** A longer delay than this is not due to a timer's granularity: the generator had other work to do … */
export const LATE_NS = 5 * NS_PER_MS;
/** … and the delay shows in the figures when it is more than this share of the latency. */
export const LATE_RATIO = 0.1;
/** So many events must have been late, because a single pause of the machine says nothing about the generator. */
export const FEWEST_LATE_EVENTS = 10;
/** When events began at less than this share of the asked rate, the generator fell behind its schedule. */
export const ACHIEVED_RATIO = 0.98;
/** When deliveries went on for more than this share of the window after it, a queue had built up in the service. */
export const OVERTIME_RATIO = 0.2;
/** From this share of either side's CPUs on, the work of other processes shows in CPU and latency. */
export const FOREIGN_RATIO = 0.25;
/** The share for CPU that the hypervisor takes is smaller, because that stops everything at once. */
export const STEAL_RATIO = 0.05;

export interface Judgement {
  verdict: Verdict;
  verdictReason?: VerdictReason;
  verdictWorker?: string;
}

/** What makes a rule apply. On a fleet it may be a single worker. */
interface Cause {
  worker?: string | undefined;
}

interface Rule {
  verdict: Verdict;
  verdictReason: VerdictReason;
  /** Undefined: it does not apply. */
  cause(health: Health): Cause | undefined;
}

/** The first rule that applies decides. */
const rules: readonly Rule[] = [
  {
    verdict: "generator-bound",
    verdictReason: "generator-crowded-out",
    cause: (health) => generatorCpus(health).find((one) => one.foreignRatio > FOREIGN_RATIO && taken(one) > BUSY_RATIO),
  },
  {
    verdict: "generator-bound",
    verdictReason: "generator-late",
    cause: (health) => (isLate(health) ? { worker: health.fleet?.latest } : undefined),
  },
  // This comes before the service's limit, because with others on its CPU nobody knows where that lies.
  {
    verdict: "disturbed",
    verdictReason: "foreign-cpu",
    cause: either(({ foreignRatio }) => foreignRatio > FOREIGN_RATIO),
  },
  { verdict: "disturbed", verdictReason: "cpu-stolen", cause: either(({ stealRatio }) => stealRatio > STEAL_RATIO) },
  {
    verdict: "generator-bound",
    verdictReason: "generator-busy",
    cause: (health) => (isServiceBusy(health) ? undefined : busyGenerator(health)),
  },
  {
    verdict: "service-bound",
    verdictReason: "service-busy",
    cause: (health) => (isServiceBusy(health) ? NOBODY : undefined),
  },
  {
    verdict: "service-bound",
    verdictReason: "deliveries-queued",
    cause: ({ overtimeRatio }) => (overtimeRatio > OVERTIME_RATIO ? NOBODY : undefined),
  },
];

/** No worker is the cause. */
const NOBODY: Cause = {};

/** Where no rule applies. */
const usual = ({ service }: Health): Judgement => ({
  verdict: service === undefined ? "limit-unknown" : "not-saturated",
});

export function judge(health: Health): Judgement {
  for (const { verdict, verdictReason, cause } of rules) {
    const found = cause(health);
    if (found === undefined) continue;
    return { verdict, verdictReason, ...(found.worker !== undefined && { verdictWorker: found.worker }) };
  }
  return usual(health);
}

/** The CPUs of this machine's generators, or those of each host of a fleet. */
function generatorCpus({ cpus, fleet }: Health): readonly (CpuShares & Cause)[] {
  if (fleet !== undefined) return fleet.hosts;
  return cpus?.generators === undefined ? [] : [cpus.generators];
}

/** The clock alone does not decide: 15 ms in a queue of a second is no fault of the generator. */
function isLate({ generator, withoutEvents, latenessTailNs = 0, latencyP99Ns = 0 }: Health): boolean {
  if (withoutEvents) return false;
  const delayNs = Math.max(latenessTailNs, generator.eventLoopDelayP99Ns ?? 0);
  const fellBehind = (generator.achievedRateRatio ?? 1) < ACHIEVED_RATIO;
  return (delayNs > LATE_NS || fellBehind) && delayNs > LATE_RATIO * latencyP99Ns;
}

function busyGenerator(health: Health): Cause | undefined {
  const { generator, generatorSpins, fleet } = health;
  if (generatorSpins) return undefined;
  if (Math.max(generator.cpuRatio, generator.eventLoopUtilisation) > BUSY_RATIO) return { worker: fleet?.busiest };
  // Several generators can fill their CPUs together while each has half of one.
  return generatorCpus(health).find((one) => taken(one) > BUSY_RATIO);
}

function isServiceBusy({ service, cpus }: Health): boolean {
  if (service === undefined) return false;
  const { cpuRatio, eventLoopUtilisation, hasSeveralProcesses } = service;
  const areCpusFull = cpus?.services !== undefined && taken(cpus.services) > BUSY_RATIO;
  if (hasSeveralProcesses && areCpusFull) return true;
  // A service that is only seen from outside may have many threads. Then one CPU is no limit while others are free.
  if (eventLoopUtilisation === undefined && cpus?.services !== undefined) return areCpusFull;
  return Math.max(cpuRatio, eventLoopUtilisation ?? 0) > BUSY_RATIO;
}

function taken({ busyRatio, stealRatio }: CpuShares): number {
  return busyRatio + stealRatio;
}

function either(matches: (shares: CpuShares) => boolean): Rule["cause"] {
  return (health) => {
    const { cpus } = health;
    const isOfServices = cpus?.services !== undefined && matches(cpus.services);
    return generatorCpus(health).find(matches) ?? (isOfServices ? NOBODY : undefined);
  };
}
