/**
 * The table that every reporter prints, computed once: a row per approach over all rounds, and a row per round and approach.
 * Counts are sums over the rounds. Percentiles come from merged histograms. Costs per delivery are sums divided by sums.
 * Levels (RSS, utilisation, rates) are medians of the rounds, and maxima are the highest of any round. A figure that was not
 * measured is undefined, never 0.
 */

import { supportedQuantileNs } from "../gate/supported-quantile.js";
import { Histogram } from "../histogram.js";
import type { PlayedFault } from "../result/fault-samples.js";
import {
  type ApproachRound,
  type LatencySample,
  type Result,
  type Verdict,
  type VerdictReason,
  verdicts,
} from "../result/result.js";
import { median } from "../statistics/quantile.js";
import { NS_PER_MS, NS_PER_US, nsToSeconds } from "../units.js";
import { bytesPerIdleClient } from "./idle-memory.js";

type Rounds = readonly ApproachRound[];
type Pick = (round: ApproachRound) => number | undefined;

const FROM_BEST_TO_WORST = Object.keys(verdicts) as readonly Verdict[];

const measured = (rounds: Rounds, pick: Pick): number[] => rounds.map(pick).filter((value) => value !== undefined);

function sum(rounds: Rounds, pick: Pick): number | undefined {
  const values = measured(rounds, pick);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}

const middle = (rounds: Rounds, pick: Pick): number | undefined => median(measured(rounds, pick));

function highest(rounds: Rounds, pick: Pick): number | undefined {
  const values = measured(rounds, pick);
  return values.length === 0 ? undefined : Math.max(...values);
}

/** Without due times nothing is late, and events in flight at the end of a slice belong to the load. */
const isClosedLoop = ({ latency }: ApproachRound): boolean => latency.lateness === undefined;

/** The sum of the value divided by the sum of deliveries, over the rounds that have the value. */
function perDelivery(rounds: Rounds, pick: Pick): number | undefined {
  const having = rounds.filter((round) => pick(round) !== undefined);
  const delivered = sum(having, (round) => round.deliveries.delivered);
  return delivered ? sum(having, pick)! / delivered : undefined;
}

function lowest(rounds: Rounds, pick: Pick): number | undefined {
  const values = measured(rounds, pick);
  return values.length === 0 ? undefined : Math.min(...values);
}

function worstVerdict(rounds: Rounds): Verdict | undefined {
  const rank = highest(rounds, (round) => FROM_BEST_TO_WORST.indexOf(round.generator.verdict));
  return rank === undefined ? undefined : FROM_BEST_TO_WORST[rank];
}

/** Merges a histogram over the rounds. The answer is undefined when no round has it. */
function merged(rounds: Rounds, name: keyof LatencySample): (quantile: number) => number | undefined {
  const histogram = Histogram.merge(
    rounds.map((round) => round.latency[name]).filter((encoded) => encoded !== undefined),
  );
  return (quantile) => (quantile === 1 ? histogram.maxNs : supportedQuantileNs(histogram, quantile));
}

/** The order of the keys is the order of the columns in the CSV files. The first 29 are a promise to their readers. */
function measure(rounds: Rounds, idle: IdleMemory) {
  const latency = merged(rounds, "latency");
  const serviceTime = merged(rounds, "serviceTime");
  const ack = merged(rounds, "ack");
  const lateness = merged(rounds, "lateness");
  const firstRecipient = merged(rounds, "firstRecipient");
  const medianRecipient = merged(rounds, "medianRecipient");
  const lastRecipient = merged(rounds, "lastRecipient");
  const wireBytes: Pick = ({ wire }) => wire.toServiceBytes + wire.fromServiceBytes;
  return {
    rounds: rounds.length,
    events: sum(rounds, (round) => round.deliveries.events),
    /** First deliveries: each event once at each recipient. */
    deliveries: sum(rounds, (round) => round.deliveries.delivered),
    lost: sum(rounds, (round) => round.deliveries.lost),
    duplicates: sum(rounds, (round) => round.deliveries.duplicates),
    outOfOrder: sum(rounds, (round) => round.deliveries.outOfOrder),
    rejected: sum(rounds, (round) => round.deliveries.rejected),
    latencyP50Ns: latency(0.5),
    latencyP90Ns: latency(0.9),
    latencyP99Ns: latency(0.99),
    latencyP999Ns: latency(0.999),
    latencyMaxNs: latency(1),
    serviceTimeP50Ns: serviceTime(0.5),
    serviceTimeP99Ns: serviceTime(0.99),
    ackP50Ns: ack(0.5),
    ackP99Ns: ack(0.99),
    latenessP50Ns: lateness(0.5),
    latenessP99Ns: lateness(0.99),
    deliveriesPerSecond: middle(rounds, ({ deliveries, activeNs }) =>
      activeNs > 0 ? deliveries.delivered / nsToSeconds(activeNs) : undefined,
    ),
    serviceCpuUsPerDelivery: perDelivery(rounds, (round) => round.service.cpuNs / NS_PER_US),
    serviceRssIdleBytes: middle(rounds, (round) => round.service.rssIdleBytes),
    serviceRssMaxBytes: highest(rounds, (round) => round.service.rssMaxBytes),
    wireBytesPerDelivery: perDelivery(rounds, wireBytes),
    generatorCpuRatio: middle(rounds, (round) => round.generator.cpuRatio),
    generatorVerdict: worstVerdict(rounds),
    generatorBoundRounds: rounds.filter((round) => round.generator.verdict === "generator-bound").length,
    generatorEventLoopUtilisation: middle(rounds, (round) => round.generator.eventLoopUtilisation),
    latenessMaxNs: lateness(1),
    expected: sum(rounds, (round) => round.deliveries.expected),
    /** A closed loop offers no rate: it delivers as fast as it can. */
    offeredPerSecond: middle(rounds, (round) =>
      round.windowNs > 0 && !isClosedLoop(round) ? round.deliveries.expected / nsToSeconds(round.windowNs) : undefined,
    ),
    /** What the reconciliation cannot account for. Anything but 0 is a defect of the harness. */
    unaccounted: sum(rounds, ({ deliveries: d }) => d.expected - d.delivered - d.lost - d.rejected - (d.pending ?? 0)),
    acked: sum(rounds, (round) => round.deliveries.acked),
    serviceTimeP90Ns: serviceTime(0.9),
    serviceTimeP999Ns: serviceTime(0.999),
    serviceTimeMaxNs: serviceTime(1),
    ackP90Ns: ack(0.9),
    ackP999Ns: ack(0.999),
    ackMaxNs: ack(1),
    latenessP90Ns: lateness(0.9),
    latenessP999Ns: lateness(0.999),
    firstRecipientP50Ns: firstRecipient(0.5),
    firstRecipientP99Ns: firstRecipient(0.99),
    medianRecipientP50Ns: medianRecipient(0.5),
    medianRecipientP99Ns: medianRecipient(0.99),
    lastRecipientP50Ns: lastRecipient(0.5),
    lastRecipientP99Ns: lastRecipient(0.99),
    /** The CPU for one second of load. Above 1 the service could not have kept up with the load for long. */
    serviceCpuRatio: middle(rounds, (round) => {
      const loadedNs = isClosedLoop(round) ? round.activeNs : round.windowNs;
      return loadedNs > 0 ? round.service.cpuNs / loadedNs : undefined;
    }),
    serviceOutsideCpuUsPerDelivery: perDelivery(rounds, ({ service }) =>
      service.outsideCpuNs === undefined ? undefined : service.outsideCpuNs / NS_PER_US,
    ),
    serviceRssBeforeBytes: middle(rounds, (round) => round.service.rssBeforeBytes),
    serviceRssLoadedBytes: middle(rounds, (round) => round.service.rssLoadedBytes),
    serviceRssBytesPerIdleClient: idle.rss?.estimate,
    serviceEventLoopUtilisation: middle(rounds, (round) => round.service.eventLoopUtilisation),
    /** The worst round's value: percentiles are not averaged, and these have no histogram to merge. */
    serviceEventLoopDelayP99Ns: highest(rounds, (round) => round.service.eventLoopDelayP99Ns),
    serviceGarbageCollections: sum(rounds, (round) => round.service.garbageCollections),
    serviceGarbageCollectionMs: sum(rounds, ({ service: { garbageCollectionNs } }) =>
      garbageCollectionNs === undefined ? undefined : garbageCollectionNs / NS_PER_MS,
    ),
    wireToServiceBytesPerDelivery: perDelivery(rounds, (round) => round.wire.toServiceBytes),
    wireFromServiceBytesPerDelivery: perDelivery(rounds, (round) => round.wire.fromServiceBytes),
    wirePayloadBytesPerDelivery: perDelivery(rounds, (round) => round.wire.payloadBytes),
    wireOverheadBytesPerDelivery: perDelivery(rounds, (round) => wireBytes(round)! - round.wire.payloadBytes),
    connectionsOpenedBefore: sum(rounds, (round) => round.wire.connectionsOpenedBefore),
    connectionsOpenedDuring: sum(rounds, (round) => round.wire.connectionsOpenedDuring),
    connectionsOpened: sum(rounds, ({ wire }) => wire.connectionsOpenedBefore + wire.connectionsOpenedDuring),
    windowSeconds: sum(rounds, (round) => nsToSeconds(round.windowNs)),
    serviceIdleCpuRatio: middle(rounds, (round) => round.service.idleCpuRatio),
    warmedUpRounds: rounds.filter((round) => round.warmUp.settled).length,
  };
}

/** What the verdict rests on, of the worst round as the verdict is. These columns come after all others. */
function health(rounds: Rounds) {
  const worst = worstVerdict(rounds);
  const reason: VerdictReason | undefined = rounds.find(({ generator }) => generator.verdict === worst)?.generator
    .verdictReason;
  return {
    generatorVerdictReason: reason,
    disturbedRounds: rounds.filter((round) => round.generator.verdict === "disturbed").length,
    generatorEventLoopDelayP99Ns: highest(rounds, (round) => round.generator.eventLoopDelayP99Ns),
    achievedRateRatio: lowest(rounds, (round) => round.generator.achievedRateRatio),
    backlogEvents: highest(rounds, (round) => round.generator.backlogEvents),
    generatorCpusForeignRatio: highest(rounds, (round) => round.cpus?.generators.foreignRatio),
    generatorCpusStealRatio: highest(rounds, (round) => round.cpus?.generators.stealRatio),
    serviceCpusForeignRatio: highest(rounds, (round) => round.cpus?.services.foreignRatio),
    serviceCpusStealRatio: highest(rounds, (round) => round.cpus?.services.stealRatio),
  };
}

/** What was tried again, what broke, and the network. These columns come after all others. */
function troubles(rounds: Rounds) {
  const suppressed = sum(rounds, (round) => round.deliveries.suppressed);
  const excess = Histogram.merge(
    rounds.map(({ network }) => network?.excessDelay).filter((encoded) => encoded !== undefined),
  );
  const slowest = (of: (fault: PlayedFault) => number | undefined): number | undefined => {
    const faults = rounds.flatMap(({ recovery }) => recovery?.faults ?? []);
    const times = faults.map(of).filter((time) => time !== undefined);
    return times.length === 0 || times.length < faults.length ? undefined : Math.max(...times);
  };
  return {
    retries: sum(rounds, (round) => round.deliveries.retries),
    suppressed,
    pending: sum(rounds, (round) => round.deliveries.pending),
    firstAttempts: sum(rounds, (round) => round.deliveries.firstAttempts),
    peakConnectsPerSecond: highest(rounds, (round) => round.wire.peakConnectsPerSecond),
    connectionsBroken: sum(rounds, (round) => round.wire.connectionsBroken),
    duplicatesMade:
      suppressed === undefined ? undefined : suppressed + (sum(rounds, (round) => round.deliveries.duplicates) ?? 0),
    /** The slowest of all faults in all rounds; undefined when one was never detected, recovered from or drained. */
    detectNs: slowest(({ detectNs }) => detectNs),
    recoverNs: slowest(({ recoverNs }) => recoverNs),
    recoverAllNs: slowest(({ recoverAllNs }) => recoverAllNs),
    drainNs: slowest(({ drainNs }) => drainNs),
    networkExcessDelayP50Ns: supportedQuantileNs(excess, 0.5),
    networkExcessDelayP99Ns: supportedQuantileNs(excess, 0.99),
    serviceBoundRounds: rounds.filter((round) => round.generator.verdict === "service-bound").length,
  };
}

const idleMemoryOf = (rounds: Rounds) => ({
  rss: bytesPerIdleClient(rounds, "rssBytes"),
  held: bytesPerIdleClient(rounds, "heldBytes"),
});
type IdleMemory = ReturnType<typeof idleMemoryOf>;

/** Memory per idle client with its intervals. These columns come after all others. */
function idleMemory({ rss, held }: IdleMemory) {
  return {
    serviceRssBytesPerIdleClientLow: rss?.low,
    serviceRssBytesPerIdleClientHigh: rss?.high,
    serviceHeldBytesPerIdleClient: held?.estimate,
    serviceHeldBytesPerIdleClientLow: held?.low,
    serviceHeldBytesPerIdleClientHigh: held?.high,
  };
}

export type Row = { scenario: string; approach: string; transport: string; flow: string } & ReturnType<
  typeof measure
> & {
    guarantee: string;
  } & ReturnType<typeof health> &
  ReturnType<typeof troubles> &
  ReturnType<typeof idleMemory>;

export type RoundRow = Row & { round: number };

/** The row of one approach over any set of its rounds. */
function row(result: Result, approach: Result["approaches"][number], rounds: Rounds): Row {
  const { name: scenario, flow, guarantee } = result.scenario;
  const idle = idleMemoryOf(rounds);
  return {
    scenario,
    approach: approach.name,
    transport: approach.transport,
    flow,
    ...measure(rounds, idle),
    guarantee,
    ...health(rounds),
    ...troubles(rounds),
    ...idleMemory(idle),
  };
}

const roundsOf = (result: Result, approach: string): ApproachRound[] =>
  result.rounds.flatMap((round) => round.approaches.filter((one) => one.approach === approach));

/** The columns in their order. A row of no rounds has every key, so the columns are known without a result. */
export const rowKeys = [
  "scenario",
  "approach",
  "transport",
  "flow",
  ...Object.keys(measure([], idleMemoryOf([]))),
  "guarantee",
  ...Object.keys(health([])),
  ...Object.keys(troubles([])),
  ...Object.keys(idleMemory(idleMemoryOf([]))),
];

/** One row per approach in the order of the result. Without finished rounds its figures are undefined. */
export const summaryRows = (result: Result): Row[] =>
  result.approaches.map((approach) => row(result, approach, roundsOf(result, approach.name)));

/** One row per round and approach. An approach that is missing from a round has no row there. */
export const roundRows = (result: Result): RoundRow[] =>
  result.rounds.flatMap((round) =>
    result.approaches.flatMap((approach) => {
      const its = round.approaches.filter((one) => one.approach === approach.name);
      return its.length === 0 ? [] : [{ ...row(result, approach, its), round: round.number }];
    }),
  );
