/**
 * The figures whose columns come after all others, so that those keep their places: what a verdict rests on, what was tried again,
 * what broke, the network, intervals of memory, what bytes are made of, where the time goes. A new figure is a row at the end.
 */
import type { GeneratorSample, VerdictReason } from "../../result/result.js";
import { bytes, count, duration, number, percent, perSecond } from "../format.js";
import { connectingFigures } from "./connecting.js";
import type { Figure } from "./figure.js";
import { idleFigures } from "./idle.js";
import { processFigures } from "./processes.js";
import { counted, type Rounds } from "./rounds.js";
import { stageFigures } from "./stages.js";
import { wireFigures } from "./wire.js";

const verdictOfWorst = ({ all, worstVerdict }: Rounds): GeneratorSample | undefined =>
  all.find(({ generator }) => generator.verdict === worstVerdict)?.generator;

export const laterFigures = {
  /** What the verdict rests on, of the worst round as the verdict is. */
  generatorVerdictReason: { of: (r): VerdictReason | undefined => verdictOfWorst(r)?.verdictReason },
  disturbedRounds: {
    label: "disturbed rounds",
    format: count,
    of: (r) =>
      r.countWhere(
        ({ generator }) => generator.verdict === "disturbed",
        ({ cpus }) => cpus !== undefined,
      ),
  },
  generatorEventLoopDelayP99Ns: {
    label: "event-loop delay p99, worst round",
    format: duration,
    of: (r) => r.highest(({ generator }) => generator.eventLoopDelayP99Ns),
  },
  achievedRateRatio: {
    label: "achieved of the asked rate, worst round",
    format: percent,
    of: (r) => r.lowest(({ generator }) => generator.achievedRateRatio),
  },
  backlogEvents: {
    label: "most events due and not begun, worst round",
    format: count,
    of: (r) => r.highest(({ generator }) => generator.backlogEvents),
  },
  generatorCpusForeignRatio: {
    label: "others on the generator's CPUs, worst round",
    format: percent,
    of: (r) => r.highest(({ cpus }) => cpus?.generators?.foreignRatio),
  },
  generatorCpusStealRatio: {
    label: "stolen from the generator's CPUs, worst round",
    format: percent,
    of: (r) => r.highest(({ cpus }) => cpus?.generators?.stealRatio),
  },
  serviceCpusForeignRatio: {
    label: "others on the services' CPUs, worst round",
    format: percent,
    of: (r) => r.highest(({ cpus }) => cpus?.services?.foreignRatio),
  },
  serviceCpusStealRatio: {
    label: "stolen from the services' CPUs, worst round",
    format: percent,
    of: (r) => r.highest(({ cpus }) => cpus?.services?.stealRatio),
  },
  retries: { label: "retries", format: count, of: (r) => r.sum(counted(({ retries }) => retries)) },
  suppressed: {
    label: "of them: suppressed by the recipient",
    format: count,
    of: (r) => r.sum(counted(({ suppressed }) => suppressed)),
  },
  pending: {
    label: "pending: still tried at the end",
    format: count,
    of: (r) => r.sum(counted(({ pending }) => pending)),
  },
  firstAttempts: {
    label: "first attempts, on every hop",
    format: count,
    of: (r) => r.sum(counted(({ firstAttempts }) => firstAttempts)),
  },
  peakConnectsPerSecond: {
    label: "most connects (in 100 ms), worst round",
    format: perSecond,
    of: (r) => r.highest(({ wire }) => wire.peakConnectsPerSecond),
  },
  connectionsBroken: {
    label: "connections found broken",
    format: count,
    of: (r) => r.sum(({ wire }) => wire.connectionsBroken),
  },
  duplicatesMade: {
    label: "duplicates made",
    format: count,
    of: (r) => {
      const suppressed = r.sum(counted(({ suppressed }) => suppressed));
      const duplicates = r.sum(counted(({ duplicates }) => duplicates));
      return suppressed === undefined || duplicates === undefined ? undefined : suppressed + duplicates;
    },
  },
  /** The slowest of all faults in all rounds. It is undefined when one was never detected, recovered from or drained. */
  detectNs: { label: "time to detect, worst", format: duration, of: (r) => r.slowest(({ detectNs }) => detectNs) },
  recoverNs: { label: "time to recover, worst", format: duration, of: (r) => r.slowest(({ recoverNs }) => recoverNs) },
  recoverAllNs: {
    label: "time to recover for every recipient, worst",
    format: duration,
    of: (r) => r.slowest(({ recoverAllNs }) => recoverAllNs),
  },
  drainNs: { label: "time to drain, worst", format: duration, of: (r) => r.slowest(({ drainNs }) => drainNs) },
  networkExcessDelayP50Ns: {
    label: "network's delay beyond asked, p50",
    format: duration,
    of: (r) => r.networkExcessNs(0.5),
  },
  networkExcessDelayP99Ns: {
    label: "network's delay beyond asked, p99",
    format: duration,
    of: (r) => r.networkExcessNs(0.99),
  },
  serviceBoundRounds: {
    of: (r) =>
      r.countWhere(
        ({ generator }) => generator.verdict === "service-bound",
        ({ generator }) => generator.verdict !== "limit-unknown",
      ),
  },
  serviceRssBytesPerIdleClientLow: { of: (r) => r.perIdleClient("rssBytes")?.low },
  serviceRssBytesPerIdleClientHigh: { of: (r) => r.perIdleClient("rssBytes")?.high },
  serviceHeldBytesPerIdleClient: {
    label: "objects and buffers per idle client",
    format: bytes,
    of: (r) => r.perIdleClient("heldBytes")?.estimate,
  },
  serviceHeldBytesPerIdleClientLow: { of: (r) => r.perIdleClient("heldBytes")?.low },
  serviceHeldBytesPerIdleClientHigh: { of: (r) => r.perIdleClient("heldBytes")?.high },
  ...wireFigures,
  ...stageFigures,
  ...connectingFigures,
  kernelBytesPerIdleClient: {
    label: "kernel memory per idle client, both ends",
    format: bytes,
    of: (r) => r.perIdleClient("kernelBytes")?.estimate,
  },
  kernelBytesPerIdleClientLow: { of: (r) => r.perIdleClient("kernelBytes")?.low },
  kernelBytesPerIdleClientHigh: { of: (r) => r.perIdleClient("kernelBytes")?.high },
  serviceOpenFilesPerIdleClient: {
    label: "open files per idle client",
    format: number,
    of: (r) => r.perIdleClient("openFiles")?.estimate,
  },
  ...processFigures,
  ...idleFigures,
  jitterP50Ns: { label: "jitter p50", format: duration, of: (r) => r.quantileNs("jitter", 0.5) },
  jitterP90Ns: { label: "jitter p90", format: duration, of: (r) => r.quantileNs("jitter", 0.9) },
  jitterP99Ns: { label: "jitter p99", format: duration, of: (r) => r.quantileNs("jitter", 0.99) },
  jitterP999Ns: { label: "jitter p99.9", format: duration, of: (r) => r.quantileNs("jitter", 0.999) },
  jitterMaxNs: { label: "jitter max", format: duration, of: (r) => r.quantileNs("jitter", 1) },
  /** Only of a fleet: the worker whose generator or host decided the verdict above. */
  generatorVerdictWorker: { of: (r): string | undefined => verdictOfWorst(r)?.verdictWorker },
} as const satisfies Record<string, Figure>;
