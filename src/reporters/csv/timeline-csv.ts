/** timeline.csv: what happened in each second of the schedule, per round and approach. */
import { type ApproachRound, labelOf, type Result, type TimelinePoint } from "../../result/result.js";
import { NS_PER_SECOND } from "../../units.js";
import { latencyOfSecond, lengthSeconds } from "../timeline-seconds.js";
import { toCsv } from "./to-csv.js";

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
  "deliveredDuring",
  "faults",
] as const;

function record(point: TimelinePoint, approach: ApproachRound) {
  const latency = latencyOfSecond(point);
  const seconds = lengthSeconds(approach, point);
  return {
    second: point.second,
    events: point.events,
    deliveries: point.delivered,
    deliveriesPerSecond: seconds > 0 ? point.delivered / seconds : undefined,
    latencyP50Ns: latency?.p50Ns,
    latencyP99Ns: latency?.p99Ns,
    latencyMaxNs: latency?.maxNs,
    serviceCpuRatio: point.serviceCpuRatio,
    serviceRssBytes: point.serviceRssBytes,
  };
}

/** Only with faults: the deliveries that came in a second, whenever they were due, and the faults that were on. */
function troubles({ recovery }: ApproachRound, second: number): { deliveredDuring?: number; faults?: string } {
  if (recovery === undefined) return {};
  const [fromNs, untilNs] = [second * NS_PER_SECOND, (second + 1) * NS_PER_SECOND];
  const bins = recovery.delivered.filter((_, bin) => bin * recovery.binNs >= fromNs && bin * recovery.binNs < untilNs);
  const on = recovery.faults.filter(({ beganNs, endedNs }) => beganNs < untilNs && endedNs >= fromNs);
  return { deliveredDuring: bins.reduce((sum, one) => sum + one, 0), faults: on.map(({ kind }) => kind).join("+") };
}

/** The seconds after the schedule's last one in which deliveries still came. */
function secondsAfter({ timeline, recovery }: ApproachRound): number[] {
  if (recovery === undefined) return [];
  const first = (timeline.at(-1)?.second ?? -1) + 1;
  const end = Math.ceil((recovery.delivered.length * recovery.binNs) / NS_PER_SECOND);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
}

export const timelineCsv = (result: Result): string =>
  toCsv(
    keys,
    result.rounds.flatMap((round) =>
      round.approaches.flatMap((approach) =>
        [
          ...approach.timeline.map((point) => record(point, approach)),
          ...secondsAfter(approach).map((second) => ({ second })),
        ].map((values) => ({
          scenario: result.scenario.name,
          approach: labelOf(approach),
          round: round.number,
          ...values,
          ...troubles(approach, values.second),
        })),
      ),
    ),
  );
