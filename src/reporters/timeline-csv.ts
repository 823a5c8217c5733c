/** timeline.csv: what happened in each second of the schedule, per round and approach. */
import { supportedQuantileNs } from "../gate/supported-quantile.js";
import { Histogram } from "../histogram.js";
import type { ApproachRound, Result, TimelinePoint } from "../result.js";
import { NS_PER_SECOND, nsToSeconds } from "../units.js";
import { toCsv } from "./csv.js";

const keys = [
  "scenario",
  "approach",
  "round",
  "second",
  "events",
  "deliveries",
  "deliveriesPerSecond",
  "latencyP50Ns",
  "latencyP99Ns",
  "latencyMaxNs",
  "serviceCpuRatio",
  "serviceRssBytes",
] as const;

/** The last second of a window of 2.5 s lasts half a second. */
const lengthSeconds = ({ windowNs }: ApproachRound, { second }: TimelinePoint): number =>
  Math.min(1, nsToSeconds(windowNs - second * NS_PER_SECOND));

function record(point: TimelinePoint, approach: ApproachRound): Partial<Record<(typeof keys)[number], number>> {
  const latency = Histogram.decode(point.latency);
  const seconds = lengthSeconds(approach, point);
  const values = {
    second: point.second,
    events: point.events,
    deliveries: point.delivered,
    deliveriesPerSecond: seconds > 0 ? point.delivered / seconds : undefined,
    latencyP50Ns: supportedQuantileNs(latency, 0.5),
    latencyP99Ns: supportedQuantileNs(latency, 0.99),
    latencyMaxNs: latency.maxNs,
    serviceCpuRatio: point.serviceCpuRatio,
    serviceRssBytes: point.serviceRssBytes,
  };
  return values as { [key in keyof typeof values]: number };
}

export const timelineCsv = (result: Result): string =>
  toCsv(
    keys,
    result.rounds.flatMap((round) =>
      round.approaches.flatMap((approach) =>
        approach.timeline.map((point) => ({
          scenario: result.scenario.name,
          approach: approach.approach,
          round: round.number,
          ...record(point, approach),
        })),
      ),
    ),
  );
