/** Latency in the course of the schedule, all rounds together, with the faults that were on. */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { groupBy } from "../../group-by.js";
import type { ApproachRound } from "../../result/result.js";
import { EncodedCounts } from "../../statistics/encoded-histogram.js";
import { MergedCounts } from "../../statistics/merged-counts.js";
import { NS_PER_SECOND } from "../../units.js";
import { curves, type Panel, type Stretch } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { count, duration, number } from "../format.js";
import { list } from "../markdown/words.js";
import type { Tables } from "../tables.js";
import { placeOf } from "./ratios.js";

/** A second, or several of a long run. */
interface Step {
  second: number;
  deliveries: number;
  p50Ns: number | undefined;
  p99Ns: number | undefined;
  maxNs: number | undefined;
}

interface Course {
  name: string;
  steps: Step[];
  faults: Stretch[];
}

/** More would be too close to be seen apart, and too many for a table. */
const MOST_STEPS = 120;

/** Undefined where fewer than two seconds have latencies. */
export function overTimeFigure({ result, closedLoop }: Tables): Figure | undefined {
  const last = Math.max(
    -1,
    ...result.rounds.flatMap(({ approaches }) => approaches.flatMap(({ timeline }) => timeline.at(-1)?.second ?? [])),
  );
  const length = Math.ceil((last + 1) / MOST_STEPS);
  const courses = result.approaches
    .map(({ name }): Course => {
      const its = result.rounds.flatMap(({ approaches }) => approaches.filter(({ approach }) => approach === name));
      return { name, steps: stepsOf(its, length, last), faults: faultsOf(its) };
    })
    .filter(({ steps }) => steps.filter(({ p50Ns }) => p50Ns !== undefined).length >= 2);
  if (courses.length === 0) return undefined;
  const panels = courses.map(({ name, steps, faults }): Panel => {
    const look = lookOf(placeOf(result, name));
    const curve = (label: string, key: "p50Ns" | "p99Ns", isDotted: boolean) => ({
      name: label,
      look,
      hasMarks: false,
      isDotted,
      points: steps.map((one) => ({ x: one.second + length / 2, y: one[key] })),
    });
    return { title: name, curves: [curve("p50", "p50Ns", false), curve("p99", "p99Ns", true)], stretches: faults };
  });
  const faults = [...new Set(courses.flatMap(({ faults: its }) => its.map(({ name }) => name)))];
  return {
    name: "over-time",
    title: "Latency over time",
    finding: `${courses.map((one) => worst(one, length)).join("; ")}.${faults.length === 0 ? "" : ` Shaded: ${list(faults)}.`}`,
    header: ["approach", length === 1 ? "second" : `${length} seconds from`, "deliveries", "p50", "p99", "max"],
    rows: courses.flatMap(({ name, steps }) =>
      steps.map((one) => [
        name,
        `${one.second}`,
        count(one.deliveries),
        duration(one.p50Ns),
        duration(one.p99Ns),
        duration(one.maxNs),
      ]),
    ),
    draw: (width) =>
      curves({
        width,
        panels,
        x: { kind: "linear", name: "second of the schedule", format: (value) => number(value) },
        y: {
          kind: "log",
          name: `latency of what ${closedLoop ? "began" : "was due"}${length === 1 ? " in a second" : ` in ${length} seconds`}: p50, and p99 dotted; logarithmic`,
          format: duration,
        },
        panelHeight: 150,
      }),
  };
}

function stepsOf(rounds: readonly ApproachRound[], length: number, last: number): Step[] {
  const points = rounds.flatMap(({ timeline }) => timeline);
  const byStep = groupBy(points, ({ second }) => String(Math.floor(second / length)));
  return Array.from({ length: Math.ceil((last + 1) / length) }, (_, i) => {
    const its = byStep.get(String(i)) ?? [];
    const latency = new MergedCounts();
    for (const point of its) if (point.latency !== undefined) latency.add(new EncodedCounts(point.latency));
    return {
      second: i * length,
      deliveries: its.reduce((sum, { delivered }) => sum + delivered, 0),
      p50Ns: supportedQuantileNs(latency, 0.5),
      p99Ns: supportedQuantileNs(latency, 0.99),
      maxNs: latency.maxNs,
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

function worst({ name, steps }: Course, length: number): string {
  const key = steps.some(({ p99Ns }) => p99Ns !== undefined) ? "p99Ns" : "p50Ns";
  const slowest = steps.reduce((most, one) => ((one[key] ?? 0) > (most[key] ?? 0) ? one : most));
  return `${name}: ${length === 1 ? `the slowest second was ${slowest.second}` : `the slowest ${length} seconds began at ${slowest.second}`}, with a ${key === "p99Ns" ? "p99" : "p50"} of ${duration(slowest[key])}`;
}
