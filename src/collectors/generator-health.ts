/**
 * What limited the figures of a round: the generator, other work on the machine, the service, or nothing.
 * The thresholds and what they rest on: docs/verdict.md.
 */
import type { CpuShares, GeneratorSample, Verdict, VerdictReason } from "../result/result.js";
import { NS_PER_MS } from "../units.js";

export interface Health {
  generator: Omit<GeneratorSample, "verdict" | "verdictReason">;
  /** A generator that spins between events is always busy: its CPU and its event loop say nothing then. */
  generatorSpins: boolean;
  /** The event loop's is undefined of a service that is only seen from outside. */
  service: { cpuRatio: number; eventLoopUtilisation?: number | undefined };
  /** Undefined where the system does not tell. */
  cpus: { services: CpuShares; generators: CpuShares } | undefined;
  /** Undefined in a closed loop, and where events begin in the service: then it is not the generator's. */
  latenessTailNs: number | undefined;
  latencyP99Ns: number | undefined;
  /** Time that deliveries went on after the slices, less a median latency each, over the slices' time. */
  overtimeRatio: number;
}

/** A CPU or loop busy for more than this has no room for what comes unevenly. */
export const BUSY_RATIO = 0.9;
/** A delay beyond this is no timer's granularity: the generator had other things to do … */
export const LATE_NS = 5 * NS_PER_MS;
/** … and it shows in the figures when it is more than this share of the latency. */
export const LATE_RATIO = 0.1;
/** A single pause of the machine is no habit of the generator's: so many events must have been late. */
export const FEWEST_LATE_EVENTS = 10;
/** Events that began at less than this share of the asked rate: the generator fell behind its schedule. */
export const ACHIEVED_RATIO = 0.98;
/** Deliveries that go on for this share of the window after it: a queue had built up in the service. */
export const OVERTIME_RATIO = 0.2;
/** Share of either side's CPUs at which other processes' work shows in CPU and latency. */
export const FOREIGN_RATIO = 0.25;
/** Less of what the hypervisor takes, for it stops everything at once. */
export const STEAL_RATIO = 0.05;

export interface Judgement {
  verdict: Verdict;
  verdictReason?: VerdictReason;
}

interface Rule extends Required<Judgement> {
  applies(health: Health): boolean;
}

/** The first that applies decides. */
const rules: readonly Rule[] = [
  {
    verdict: "generator-bound",
    verdictReason: "generator-crowded-out",
    applies: ({ cpus }) =>
      cpus !== undefined && cpus.generators.foreignRatio > FOREIGN_RATIO && taken(cpus.generators) > BUSY_RATIO,
  },
  { verdict: "generator-bound", verdictReason: "generator-late", applies: isLate },
  // Before the service's limit: with others on its CPU it is not known where that lies.
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

export function judge(health: Health): Judgement {
  const rule = rules.find(({ applies }) => applies(health));
  return rule ? { verdict: rule.verdict, verdictReason: rule.verdictReason } : { verdict: "not-saturated" };
}

/** Not by the clock alone: 15 ms in a queue of a second is no fault of the generator's. */
function isLate({ generator, latenessTailNs = 0, latencyP99Ns = 0 }: Health): boolean {
  const delayNs = Math.max(latenessTailNs, generator.eventLoopDelayP99Ns ?? 0);
  const fellBehind = (generator.achievedRateRatio ?? 1) < ACHIEVED_RATIO;
  return (delayNs > LATE_NS || fellBehind) && delayNs > LATE_RATIO * latencyP99Ns;
}

function isGeneratorBusy({ generator, generatorSpins, cpus }: Health): boolean {
  const { cpuRatio, eventLoopUtilisation } = generator;
  // Several generators can fill their CPUs together while each has half of one.
  return !generatorSpins && Math.max(cpuRatio, eventLoopUtilisation, cpus ? taken(cpus.generators) : 0) > BUSY_RATIO;
}

function isServiceBusy({ service: { cpuRatio, eventLoopUtilisation }, cpus }: Health): boolean {
  // Seen only from outside it may have many threads: one CPU's worth is no limit then, while others are free.
  if (eventLoopUtilisation === undefined && cpus !== undefined) return taken(cpus.services) > BUSY_RATIO;
  return Math.max(cpuRatio, eventLoopUtilisation ?? 0) > BUSY_RATIO;
}

function taken({ busyRatio, stealRatio }: CpuShares): number {
  return busyRatio + stealRatio;
}

function either(matches: (shares: CpuShares) => boolean): Rule["applies"] {
  return ({ cpus }) => cpus !== undefined && (matches(cpus.services) || matches(cpus.generators));
}
