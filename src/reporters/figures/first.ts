/** The figures that come first in the CSV files: those of deliveries, latencies, costs, memory, bytes and connections. */
import type { ApproachRound } from "../../result/result.js";
import { NS_PER_MS, NS_PER_US, nsToSeconds } from "../../units.js";
import { bytes, count, duration, durationOfMs, durationOfUs, number, percent, perSecond } from "../format.js";
import type { Figure } from "./figure.js";
import { counted, isClosedLoop } from "./rounds.js";

const wireBytes = ({ wire }: ApproachRound): number => wire.toServiceBytes + wire.fromServiceBytes;

const scaled = (value: number | undefined, unit: number): number | undefined =>
  value === undefined ? undefined : value / unit;

/**
 * They are in the order of the columns. The first 25, and the four columns before them, are a promise to the readers of the
 * files.
 */
export const firstFigures = {
  rounds: { label: "rounds", format: count, of: (r) => r.all.length },
  events: { label: "events", format: count, of: (r) => r.sum(counted(({ events }) => events)) },
  /** First deliveries: each event once at each recipient. */
  deliveries: { label: "delivered", format: count, of: (r) => r.sum(counted(({ delivered }) => delivered)) },
  lost: { label: "lost", format: count, of: (r) => r.sum(counted(({ lost }) => lost)) },
  duplicates: {
    label: "of them: delivered again",
    format: count,
    of: (r) => r.sum(counted(({ duplicates }) => duplicates)),
  },
  outOfOrder: { label: "out of order", format: count, of: (r) => r.sum(counted(({ outOfOrder }) => outOfOrder)) },
  rejected: { label: "rejected", format: count, of: (r) => r.sum(counted(({ rejected }) => rejected)) },
  latencyP50Ns: { label: "latency p50", format: duration, better: "lower", of: (r) => r.quantileNs("latency", 0.5) },
  latencyP90Ns: { label: "latency p90", format: duration, of: (r) => r.quantileNs("latency", 0.9) },
  latencyP99Ns: { label: "latency p99", format: duration, better: "lower", of: (r) => r.quantileNs("latency", 0.99) },
  latencyP999Ns: { label: "latency p99.9", format: duration, of: (r) => r.quantileNs("latency", 0.999) },
  latencyMaxNs: { label: "latency max", format: duration, of: (r) => r.quantileNs("latency", 1) },
  serviceTimeP50Ns: {
    label: "service time p50",
    format: duration,
    better: "lower",
    of: (r) => r.quantileNs("serviceTime", 0.5),
  },
  serviceTimeP99Ns: { label: "service time p99", format: duration, of: (r) => r.quantileNs("serviceTime", 0.99) },
  ackP50Ns: { label: "ack p50", format: duration, of: (r) => r.quantileNs("ack", 0.5) },
  ackP99Ns: { label: "ack p99", format: duration, of: (r) => r.quantileNs("ack", 0.99) },
  latenessP50Ns: { label: "lateness p50", format: duration, of: (r) => r.quantileNs("lateness", 0.5) },
  latenessP99Ns: { label: "lateness p99", format: duration, of: (r) => r.quantileNs("lateness", 0.99) },
  deliveriesPerSecond: {
    label: "deliveries per second (median)",
    format: perSecond,
    better: "higher",
    of: (r) =>
      r.middle(({ deliveries, activeNs, idle }) =>
        activeNs > 0 && idle === undefined ? deliveries.delivered / nsToSeconds(activeNs) : undefined,
      ),
  },
  serviceCpuUsPerDelivery: {
    label: "service CPU per delivery",
    format: durationOfUs,
    better: "lower",
    of: (r) => r.perDelivery(({ service }) => scaled(service.cpuNs, NS_PER_US)),
  },
  serviceRssIdleBytes: {
    label: "RSS connected, idle (median)",
    format: bytes,
    better: "lower",
    of: (r) => r.middle(({ service }) => service.rssIdleBytes),
  },
  serviceRssMaxBytes: {
    label: "RSS max, any round",
    format: bytes,
    of: (r) => r.highest(({ service }) => service.rssMaxBytes),
  },
  wireBytesPerDelivery: {
    label: "wire per delivery",
    format: bytes,
    better: "lower",
    of: (r) => r.perDelivery(wireBytes),
  },
  generatorCpuRatio: {
    label: "generator CPU, of one core (median)",
    format: percent,
    better: "lower",
    of: (r) => r.middle(({ generator }) => generator.cpuRatio),
  },
  generatorVerdict: { of: (r) => r.worstVerdict },
  generatorBoundRounds: {
    label: "generator-bound rounds",
    format: count,
    of: (r) => r.count(({ generator }) => generator.verdict === "generator-bound"),
  },
  generatorEventLoopUtilisation: {
    label: "generator event loop busy (median)",
    format: percent,
    of: (r) => r.middle(({ generator }) => generator.eventLoopUtilisation),
  },
  latenessMaxNs: { label: "lateness max", format: duration, of: (r) => r.quantileNs("lateness", 1) },
  expected: { label: "expected deliveries", format: count, of: (r) => r.sum(counted(({ expected }) => expected)) },
  /** A closed loop offers no rate: it delivers as fast as it can. */
  offeredPerSecond: {
    label: "deliveries offered per second (median)",
    format: perSecond,
    of: (r) =>
      r.middle((round) =>
        round.windowNs > 0 && !isClosedLoop(round)
          ? round.deliveries.expected / nsToSeconds(round.windowNs)
          : undefined,
      ),
  },
  /** What the reconciliation cannot account for. Anything but 0 is a defect of the harness. */
  unaccounted: {
    label: "unaccounted for",
    format: count,
    of: (r) => r.sum(counted((d) => d.expected - d.delivered - d.lost - d.rejected - (d.pending ?? 0))),
  },
  acked: { label: "acknowledged", format: count, of: (r) => r.sum(counted(({ acked }) => acked)) },
  serviceTimeP90Ns: { label: "service time p90", format: duration, of: (r) => r.quantileNs("serviceTime", 0.9) },
  serviceTimeP999Ns: { label: "service time p99.9", format: duration, of: (r) => r.quantileNs("serviceTime", 0.999) },
  serviceTimeMaxNs: { label: "service time max", format: duration, of: (r) => r.quantileNs("serviceTime", 1) },
  ackP90Ns: { label: "ack p90", format: duration, of: (r) => r.quantileNs("ack", 0.9) },
  ackP999Ns: { label: "ack p99.9", format: duration, of: (r) => r.quantileNs("ack", 0.999) },
  ackMaxNs: { label: "ack max", format: duration, of: (r) => r.quantileNs("ack", 1) },
  latenessP90Ns: { label: "lateness p90", format: duration, of: (r) => r.quantileNs("lateness", 0.9) },
  latenessP999Ns: { label: "lateness p99.9", format: duration, of: (r) => r.quantileNs("lateness", 0.999) },
  firstRecipientP50Ns: {
    label: "first recipient p50",
    format: duration,
    of: (r) => r.quantileNs("firstRecipient", 0.5),
  },
  firstRecipientP99Ns: {
    label: "first recipient p99",
    format: duration,
    of: (r) => r.quantileNs("firstRecipient", 0.99),
  },
  medianRecipientP50Ns: {
    label: "median recipient p50",
    format: duration,
    of: (r) => r.quantileNs("medianRecipient", 0.5),
  },
  medianRecipientP99Ns: {
    label: "median recipient p99",
    format: duration,
    of: (r) => r.quantileNs("medianRecipient", 0.99),
  },
  lastRecipientP50Ns: { label: "last recipient p50", format: duration, of: (r) => r.quantileNs("lastRecipient", 0.5) },
  lastRecipientP99Ns: { label: "last recipient p99", format: duration, of: (r) => r.quantileNs("lastRecipient", 0.99) },
  /** The CPU for one second of load. Above 1 the service could not have kept up with the load for long. */
  serviceCpuRatio: {
    label: "service CPU, of one core (median)",
    format: percent,
    of: (r) =>
      r.middle((round) => {
        const loadedNs = isClosedLoop(round) ? round.activeNs : round.windowNs;
        return loadedNs > 0 ? scaled(round.service.cpuNs, loadedNs) : undefined;
      }),
  },
  serviceOutsideCpuUsPerDelivery: {
    label: "the same, seen from outside",
    format: durationOfUs,
    of: (r) => r.perDelivery(({ service }) => scaled(service.outsideCpuNs, NS_PER_US)),
  },
  serviceRssBeforeBytes: {
    label: "RSS before connections (median)",
    format: bytes,
    of: (r) => r.middle(({ service }) => service.rssBeforeBytes),
  },
  serviceRssLoadedBytes: {
    label: "RSS under load (median)",
    format: bytes,
    better: "lower",
    of: (r) => r.middle(({ service }) => service.rssLoadedBytes),
  },
  serviceRssBytesPerIdleClient: {
    label: "RSS growth per idle client",
    format: bytes,
    of: (r) => r.perIdleClient("rssBytes")?.estimate,
  },
  serviceEventLoopUtilisation: {
    label: "service event loop busy (median)",
    format: percent,
    of: (r) => r.middle(({ service }) => service.eventLoopUtilisation),
  },
  /** The worst round's value: percentiles are not averaged, and these have no histogram to merge. */
  serviceEventLoopDelayP99Ns: {
    label: "event-loop delay p99, worst round",
    format: duration,
    of: (r) => r.highest(({ service }) => service.eventLoopDelayP99Ns),
  },
  serviceGarbageCollections: {
    label: "garbage collections, all rounds",
    format: count,
    of: (r) => r.sum(({ service }) => service.garbageCollections),
  },
  serviceGarbageCollectionMs: {
    label: "garbage collection time",
    format: durationOfMs,
    of: (r) => r.sum(({ service }) => scaled(service.garbageCollectionNs, NS_PER_MS)),
  },
  wireToServiceBytesPerDelivery: {
    label: "wire to the service",
    format: bytes,
    of: (r) => r.perDelivery(({ wire }) => wire.toServiceBytes),
  },
  wireFromServiceBytesPerDelivery: {
    label: "wire from the service",
    format: bytes,
    of: (r) => r.perDelivery(({ wire }) => wire.fromServiceBytes),
  },
  wirePayloadBytesPerDelivery: {
    label: "of it: event payload",
    format: bytes,
    of: (r) => r.perDelivery(({ wire }) => wire.payloadBytes),
  },
  wireOverheadBytesPerDelivery: {
    label: "of it: overhead",
    format: bytes,
    of: (r) => r.perDelivery((round) => wireBytes(round) - round.wire.payloadBytes),
  },
  connectionsOpenedBefore: {
    label: "of them: before measuring, warm-up included",
    format: count,
    of: (r) => r.sum(({ wire }) => wire.connectionsOpenedBefore),
  },
  connectionsOpenedDuring: {
    label: "connections opened while measuring, all rounds",
    format: count,
    better: "lower",
    of: (r) => r.sum(({ wire }) => wire.connectionsOpenedDuring),
  },
  connectionsOpened: {
    label: "connections opened, all rounds",
    format: count,
    of: (r) => r.sum(({ wire }) => wire.connectionsOpenedBefore + wire.connectionsOpenedDuring),
  },
  windowSeconds: {
    label: "measured seconds",
    format: number,
    of: (r) => r.sum(({ windowNs }) => nsToSeconds(windowNs)),
  },
  serviceIdleCpuRatio: {
    label: "the same, connected and idle (median)",
    format: percent,
    of: (r) => r.middle(({ service }) => service.idleCpuRatio),
  },
  warmedUpRounds: {
    label: "rounds with settled warm-up",
    format: count,
    of: (r) =>
      r.countWhere(
        ({ warmUp }) => warmUp.settled,
        ({ idle }) => idle === undefined,
      ),
  },
} as const satisfies Record<string, Figure>;
