/**
 * Decides what limited the figures of a round: the generator, other work on the machine, the service, or nothing.
 * docs/verdict.md explains the thresholds.
 */
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
  cpus: { services?: CpuShares; generators: CpuShares } | undefined;
  /** It is undefined in a closed loop, and where events begin in the service, because then it is not the generator's. */
  latenessTailNs: number | undefined;
  latencyP99Ns: number | undefined;
  /** The time for which deliveries went on after the slices, less a median latency per slice, divided by the slices' time. */
  overtimeRatio: number;
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
}

interface Rule extends Required<Judgement> {
  applies(health: Health): boolean;
}

/** The first rule that applies decides. */
const rules: readonly Rule[] = [
  {
    verdict: "generator-bound",
    verdictReason: "generator-crowded-out",
    applies: ({ cpus }) =>
      cpus !== undefined && cpus.generators.foreignRatio > FOREIGN_RATIO && taken(cpus.generators) > BUSY_RATIO,
  },
  { verdict: "generator-bound", verdictReason: "generator-late", applies: isLate },
  // This comes before the service's limit, because with others on its CPU nobody knows where that lies.
  {
    verdict: "disturbed",
    verdictReason: "foreign-cpu",
    applies: either(({ foreignRatio }) => foreignRatio > FOREIGN_RATIO),
  },
  { verdict: "disturbed", verdictReason: "cpu-stolen", applies: either(({ stealRatio }) => stealRatio > STEAL_RATIO) },
  {
    verdict: "generator-bound",
    verdictReason: "generator-busy",
    applies: (health) => isGeneratorBusy(health) && !isServiceBusy(health),
  },
  { verdict: "service-bound", verdictReason: "service-busy", applies: isServiceBusy },
  {
    verdict: "service-bound",
    verdictReason: "deliveries-queued",
    applies: ({ overtimeRatio }) => overtimeRatio > OVERTIME_RATIO,
  },
];

/** Where no rule applies. */
const usual = ({ service }: Health): Judgement => ({
  verdict: service === undefined ? "limit-unknown" : "not-saturated",
});

export function judge(health: Health): Judgement {
  const rule = rules.find(({ applies }) => applies(health));
  return rule ? { verdict: rule.verdict, verdictReason: rule.verdictReason } : usual(health);
}

/** The clock alone does not decide: 15 ms in a queue of a second is no fault of the generator. */
function isLate({ generator, withoutEvents, latenessTailNs = 0, latencyP99Ns = 0 }: Health): boolean {
  if (withoutEvents) return false;
  const delayNs = Math.max(latenessTailNs, generator.eventLoopDelayP99Ns ?? 0);
  const fellBehind = (generator.achievedRateRatio ?? 1) < ACHIEVED_RATIO;
  return (delayNs > LATE_NS || fellBehind) && delayNs > LATE_RATIO * latencyP99Ns;
}

function isGeneratorBusy({ generator, generatorSpins, cpus }: Health): boolean {
  const { cpuRatio, eventLoopUtilisation } = generator;
  // Several generators can fill their CPUs together while each has half of one.
  return !generatorSpins && Math.max(cpuRatio, eventLoopUtilisation, cpus ? taken(cpus.generators) : 0) > BUSY_RATIO;
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

function either(matches: (shares: CpuShares) => boolean): Rule["applies"] {
  return ({ cpus }) =>
    cpus !== undefined && (matches(cpus.generators) || (cpus.services !== undefined && matches(cpus.services)));
}
