/**
 * What became of the deliveries in the course of the schedule, by approach and all rounds together: the numbers behind every chart over
 * time. They are read once, because a long run has thousands of histograms.
 */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { groupBy } from "../../group-by.js";
import type { ApproachRound, Result } from "../../result/result.js";
import { EncodedCounts } from "../../statistics/encoded-histogram.js";
import { MergedCounts } from "../../statistics/merged-counts.js";
import { NS_PER_SECOND } from "../../units.js";
import type { Stretch } from "../charts/stretches.js";
import { lengthSeconds } from "../timeline-seconds.js";
import { countsOf, type LadderCounts } from "./latency-ladder.js";
import { type Rate, rateOver } from "./rates.js";

/** A second of the schedule, or several of a long run. */
export interface Step {
  second: number;
  deliveries: number;
  /** Undefined where the times of deliveries are unknown, or where there were too few. */
  p50Ns: number | undefined;
  p99Ns: number | undefined;
  maxNs: number | undefined;
  latencies: LadderCounts;
  /** Deliveries of what was due in it, whenever they came. */
  due: Rate | undefined;
}

export interface Course {
  name: string;
  steps: Step[];
  faults: Stretch[];
  rounds: readonly ApproachRound[];
}

export interface Courses {
  /** Of a step. */
  seconds: number;
  /** Where the last step ends. */
  end: number;
  all: Course[];
}

/** More would be too close to be seen apart, and too many for a table. */
const MOST_STEPS = 120;
const FEWEST_STEPS = 2;

export function coursesOf({ approaches, rounds }: Result): Courses {
  const parts = rounds.flatMap((round) => round.approaches);
  const last = Math.max(-1, ...parts.flatMap(({ timeline }) => timeline.at(-1)?.second ?? []));
  const seconds = Math.ceil((last + 1) / MOST_STEPS);
  const steps = seconds === 0 ? 0 : Math.ceil((last + 1) / seconds);
  const all = approaches.map(({ name }): Course => {
    const its = parts.filter(({ approach }) => approach === name);
    return { name, steps: stepsOf(its, seconds, steps), faults: faultsOf(its), rounds: its };
  });
  return { seconds, end: steps * seconds, all };
}

/** Those that have latencies in several steps, so that something can be seen in the course of time. */
export const withLatencies = ({ all }: Courses): Course[] =>
  all.filter(({ steps }) => steps.filter(({ maxNs }) => maxNs !== undefined).length >= FEWEST_STEPS);

export const withDeliveries = ({ all }: Courses): Course[] => {
  const found = all.filter(({ steps }) => steps.filter(({ due }) => due !== undefined).length >= FEWEST_STEPS);
  return found.some(({ steps }) => steps.some(({ deliveries }) => deliveries > 0)) ? found : [];
};

function stepsOf(rounds: readonly ApproachRound[], seconds: number, steps: number): Step[] {
  const placed = rounds.map((round) => groupBy(round.timeline, ({ second }) => String(Math.floor(second / seconds))));
  return Array.from({ length: steps }, (_, i) => {
    const its = placed.map((points) => points.get(String(i)) ?? []);
    const latency = new MergedCounts();
    for (const points of its)
      for (const point of points) if (point.latency !== undefined) latency.add(new EncodedCounts(point.latency));
    return {
      second: i * seconds,
      deliveries: its.flat().reduce((sum, { delivered }) => sum + delivered, 0),
      p50Ns: supportedQuantileNs(latency, 0.5),
      p99Ns: supportedQuantileNs(latency, 0.99),
      maxNs: latency.maxNs,
      latencies: countsOf(latency),
      due: rateOver(
        its.map((points, round) => ({
          count: points.reduce((sum, { delivered }) => sum + delivered, 0),
          seconds: points.reduce((sum, point) => sum + Math.max(0, lengthSeconds(rounds[round]!, point)), 0),
        })),
      ),
    };
  });
}

/** Of all rounds: from the first beginning to the last end. */
function faultsOf(rounds: readonly ApproachRound[]): Stretch[] {
  const played = rounds.flatMap(({ recovery }) => [...(recovery?.faults ?? []).entries()]);
  const places = [...new Set(played.map(([place]) => place))];
  return places.map((place) => {
    const its = played.filter(([one]) => one === place).map(([, fault]) => fault);
    return {
      name: its[0]!.kind,
      from: Math.min(...its.map(({ beganNs }) => beganNs)) / NS_PER_SECOND,
      to: Math.max(...its.map(({ endedNs }) => endedNs)) / NS_PER_SECOND,
    };
  });
}
