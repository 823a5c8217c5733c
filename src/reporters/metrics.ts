/**
 * How each figure of a row is named and written for people. Sections and commands pick from here by the row's own key.
 * "(median)" means the median of the rounds. "Worst round" and "any round" mean the highest of any round. All other figures
 * are those of all rounds together.
 */
import { bytes, count, duration, durationOfMs, durationOfUs, number, percent, perSecond } from "./format.js";
import type { Row } from "./rows.js";

export interface Metric {
  label: string;
  format(value: number | undefined): string;
}

export const metrics = {
  events: { label: "events", format: count },
  expected: { label: "expected deliveries", format: count },
  deliveries: { label: "delivered", format: count },
  lost: { label: "lost", format: count },
  rejected: { label: "rejected", format: count },
  pending: { label: "pending: still tried at the end", format: count },
  firstAttempts: { label: "first attempts, on every hop", format: count },
  retries: { label: "retries", format: count },
  duplicatesMade: { label: "duplicates made", format: count },
  suppressed: { label: "of them: suppressed by the recipient", format: count },
  unaccounted: { label: "unaccounted for", format: count },
  duplicates: { label: "of them: delivered again", format: count },
  outOfOrder: { label: "out of order", format: count },
  acked: { label: "acknowledged", format: count },
  offeredPerSecond: { label: "deliveries offered per second (median)", format: perSecond },
  deliveriesPerSecond: { label: "deliveries per second (median)", format: perSecond },

  latencyP50Ns: { label: "latency p50", format: duration },
  latencyP90Ns: { label: "latency p90", format: duration },
  latencyP99Ns: { label: "latency p99", format: duration },
  latencyP999Ns: { label: "latency p99.9", format: duration },
  latencyMaxNs: { label: "latency max", format: duration },
  serviceTimeP50Ns: { label: "service time p50", format: duration },
  serviceTimeP90Ns: { label: "service time p90", format: duration },
  serviceTimeP99Ns: { label: "service time p99", format: duration },
  serviceTimeP999Ns: { label: "service time p99.9", format: duration },
  serviceTimeMaxNs: { label: "service time max", format: duration },
  ackP50Ns: { label: "ack p50", format: duration },
  ackP90Ns: { label: "ack p90", format: duration },
  ackP99Ns: { label: "ack p99", format: duration },
  ackP999Ns: { label: "ack p99.9", format: duration },
  ackMaxNs: { label: "ack max", format: duration },
  latenessP50Ns: { label: "lateness p50", format: duration },
  latenessP90Ns: { label: "lateness p90", format: duration },
  latenessP99Ns: { label: "lateness p99", format: duration },
  latenessP999Ns: { label: "lateness p99.9", format: duration },
  latenessMaxNs: { label: "lateness max", format: duration },
  firstRecipientP50Ns: { label: "first recipient p50", format: duration },
  firstRecipientP99Ns: { label: "first recipient p99", format: duration },
  medianRecipientP50Ns: { label: "median recipient p50", format: duration },
  medianRecipientP99Ns: { label: "median recipient p99", format: duration },
  lastRecipientP50Ns: { label: "last recipient p50", format: duration },
  lastRecipientP99Ns: { label: "last recipient p99", format: duration },

  serviceCpuUsPerDelivery: { label: "service CPU per delivery", format: durationOfUs },
  serviceOutsideCpuUsPerDelivery: { label: "the same, seen by pidusage", format: durationOfUs },
  serviceCpuRatio: { label: "service CPU, of one core (median)", format: percent },
  serviceIdleCpuRatio: { label: "the same, connected and idle (median)", format: percent },
  serviceEventLoopUtilisation: { label: "service event loop busy (median)", format: percent },
  serviceEventLoopDelayP99Ns: { label: "event-loop delay p99, worst round", format: duration },
  serviceGarbageCollections: { label: "garbage collections, all rounds", format: count },
  serviceGarbageCollectionMs: { label: "garbage collection time", format: durationOfMs },
  serviceRssBeforeBytes: { label: "RSS before connections (median)", format: bytes },
  serviceRssIdleBytes: { label: "RSS connected, idle (median)", format: bytes },
  serviceRssLoadedBytes: { label: "RSS under load (median)", format: bytes },
  serviceRssMaxBytes: { label: "RSS max, any round", format: bytes },
  serviceRssBytesPerIdleClient: { label: "RSS growth per idle client", format: bytes },
  serviceHeldBytesPerIdleClient: { label: "objects and buffers per idle client", format: bytes },
  wireBytesPerDelivery: { label: "wire per delivery", format: bytes },
  wirePayloadBytesPerDelivery: { label: "of it: event payload", format: bytes },
  wireOverheadBytesPerDelivery: { label: "of it: overhead", format: bytes },
  wireToServiceBytesPerDelivery: { label: "wire to the service", format: bytes },
  wireFromServiceBytesPerDelivery: { label: "wire from the service", format: bytes },
  connectionsOpened: { label: "connections opened, all rounds", format: count },
  connectionsOpenedBefore: { label: "of them: before measuring, warm-up included", format: count },
  connectionsOpenedDuring: { label: "connections opened while measuring, all rounds", format: count },
  connectionsBroken: { label: "connections found broken", format: count },
  peakConnectsPerSecond: { label: "most connects (in 100 ms), worst round", format: perSecond },

  detectNs: { label: "time to detect, worst", format: duration },
  recoverNs: { label: "time to recover, worst", format: duration },
  recoverAllNs: { label: "time to recover for every recipient, worst", format: duration },
  drainNs: { label: "time to drain, worst", format: duration },
  networkExcessDelayP50Ns: { label: "network's delay beyond asked, p50", format: duration },
  networkExcessDelayP99Ns: { label: "network's delay beyond asked, p99", format: duration },

  generatorCpuRatio: { label: "generator CPU, of one core (median)", format: percent },
  generatorEventLoopUtilisation: { label: "generator event loop busy (median)", format: percent },
  generatorEventLoopDelayP99Ns: { label: "event-loop delay p99, worst round", format: duration },
  achievedRateRatio: { label: "achieved of the asked rate, worst round", format: percent },
  backlogEvents: { label: "most events due and not begun, worst round", format: count },
  generatorCpusForeignRatio: { label: "others on the generator's CPUs, worst round", format: percent },
  generatorCpusStealRatio: { label: "stolen from the generator's CPUs, worst round", format: percent },
  serviceCpusForeignRatio: { label: "others on the services' CPUs, worst round", format: percent },
  serviceCpusStealRatio: { label: "stolen from the services' CPUs, worst round", format: percent },
  generatorBoundRounds: { label: "generator-bound rounds", format: count },
  disturbedRounds: { label: "disturbed rounds", format: count },
  rounds: { label: "rounds", format: count },
  warmedUpRounds: { label: "rounds with settled warm-up", format: count },
  windowSeconds: { label: "measured seconds", format: number },
} satisfies Partial<Record<keyof Row, Metric>>;

export type MetricName = keyof typeof metrics;
