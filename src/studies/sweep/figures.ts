/** What a round of a point says of each of its approaches. */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { Histogram } from "../../histogram.js";
import { latencyBoundNs } from "../../reporters/clock-bound.js";
import { bytesPerIdleClientOf } from "../../reporters/idle-memory.js";
import { type ApproachRound, addressOf, isSameAddress, type Result } from "../../result/result.js";
import { NS_PER_SECOND, nsToSeconds } from "../../units.js";
import type { PointFigures } from "./record.js";

/** Of a result that has a single round. */
export const figuresOf = (result: Result): PointFigures[] =>
  result.rounds[0]!.approaches.map((round) => {
    const figures = figuresOfApproach(round, result.scenario.clients);
    const approach = result.approaches.find((one) => isSameAddress(addressOf(one), round));
    const boundNs = approach && latencyBoundNs(result, approach, result.rounds);
    return boundNs ? { ...figures, latencyBoundNs: boundNs } : figures;
  });

/** Others ran on the CPUs: nobody knows what its figures would have been. */
export const isDisturbed = ({ verdict, verdictReason }: Pick<PointFigures, "verdict" | "verdictReason">): boolean =>
  verdict === "disturbed" || verdictReason === "generator-crowded-out";

/** Its generator was late, maybe because something held it up for a moment. A generator without CPU left is at its limit. */
export const isLate = ({ verdictReason }: Pick<PointFigures, "verdictReason">): boolean =>
  verdictReason === "generator-late";

function figuresOfApproach(round: ApproachRound, clients: number): PointFigures {
  const { approach, activeNs, deliveries } = round;
  const { verdict, verdictReason } = round.generator;
  const seconds = nsToSeconds(activeNs);
  const known = {
    ...{ approach, verdict, ...(verdictReason && { verdictReason }), clients },
    eventsPerSecond: deliveries.events / seconds,
    deliveriesPerSecond: deliveries.delivered / seconds,
    undelivered: deliveries.expected - deliveries.delivered,
  };
  return isDisturbed(known) ? known : { ...known, ...measuredOf(round, seconds) };
}

/** Without events, each side has a time of its own over which it counted. */
function measuredOf(round: ApproachRound, activeSeconds: number): Partial<PointFigures> {
  const { service, wire, latency, idle } = round;
  const measured = latency.latency === undefined ? undefined : Histogram.decode(latency.latency);
  const serviceSeconds = idle === undefined ? activeSeconds : nsToSeconds(idle.serviceNs);
  const clientsSeconds = idle === undefined ? activeSeconds : nsToSeconds(idle.clientsNs);
  const figures: { [Figure in keyof Partial<PointFigures>]: number | undefined } = {
    cpuNsPerSecond: service.cpuNs === undefined ? undefined : service.cpuNs / serviceSeconds,
    wireBytesPerSecond: (wire.toServiceBytes + wire.fromServiceBytes) / clientsSeconds,
    sentBytesPerSecond: wire.fromServiceBytes / clientsSeconds,
    connectionsPerSecond: wire.connectionsOpenedDuring / clientsSeconds,
    idleCpuNsPerSecond: service.idleCpuRatio === undefined ? undefined : service.idleCpuRatio * NS_PER_SECOND,
    rssBytes: service.rssLoadedBytes,
    rssIdleBytes: service.rssIdleBytes,
    rssPerClientBytes: bytesPerIdleClientOf(round, "rssBytes"),
    heldPerClientBytes: bytesPerIdleClientOf(round, "heldBytes"),
    kernelPerClientBytes: bytesPerIdleClientOf(round, "kernelBytes"),
    heartbeatsPerSecond: idle?.heartbeats === undefined ? undefined : idle.heartbeats / clientsSeconds,
    connectionsOpen: idle?.connectionsOpen,
    latencyP50Ns: measured && supportedQuantileNs(measured, 0.5),
    latencyP99Ns: measured && supportedQuantileNs(measured, 0.99),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
