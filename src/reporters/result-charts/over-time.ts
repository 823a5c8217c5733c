/** Latency in each second of the schedule, all rounds together, with the faults that were on. */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { Histogram } from "../../histogram.js";
import type { ApproachRound } from "../../result/result.js";
import { NS_PER_SECOND } from "../../units.js";
import { curves, type Panel, type Stretch } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { count, duration, number } from "../format.js";
import { list } from "../markdown/words.js";
import type { Tables } from "../tables.js";
import { placeOf } from "./ratios.js";

interface Second {
  second: number;
  deliveries: number;
  p50Ns: number | undefined;
  p99Ns: number | undefined;
  maxNs: number | undefined;
}

interface Course {
  name: string;
  seconds: Second[];
  faults: Stretch[];
}

/** Undefined where fewer than two seconds have latencies. */
export function overTimeFigure({ result, closedLoop }: Tables): Figure | undefined {
  const courses = result.approaches
    .map(({ name }): Course => {
      const its = result.rounds.flatMap(({ approaches }) => approaches.filter(({ approach }) => approach === name));
      return { name, seconds: secondsOf(its), faults: faultsOf(its) };
    })
    .filter(({ seconds }) => seconds.filter(({ p50Ns }) => p50Ns !== undefined).length >= 2);
  if (courses.length === 0) return undefined;
  const panels = courses.map(({ name, seconds, faults }): Panel => {
    const look = lookOf(placeOf(result, name));
    const curve = (label: string, key: "p50Ns" | "p99Ns", isDotted: boolean) => ({
      name: `${name} ${label}`,
      look,
      hasMarks: false,
      isDotted,
      points: seconds.map((one) => ({ x: one.second + 0.5, y: one[key] })),
    });
    return { title: name, curves: [curve("p50", "p50Ns", false), curve("p99", "p99Ns", true)], stretches: faults };
  });
  const faults = [...new Set(courses.flatMap(({ faults: its }) => its.map(({ name }) => name)))];
  return {
    name: "over-time",
    title: "Latency over time",
    finding: `${courses.map(worst).join("; ")}.${faults.length === 0 ? "" : ` Shaded: ${list(faults)}.`}`,
    header: ["approach", "second", "deliveries", "p50", "p99", "max"],
    rows: courses.flatMap(({ name, seconds }) =>
      seconds.map((one) => [
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
          name: `latency of what ${closedLoop ? "began" : "was due"} in a second: p50, and p99 dotted; logarithmic`,
          format: duration,
        },
        panelHeight: 150,
      }),
  };
}

function secondsOf(rounds: readonly ApproachRound[]): Second[] {
  const points = rounds.flatMap(({ timeline }) => timeline);
  const last = Math.max(-1, ...points.map(({ second }) => second));
  return Array.from({ length: last + 1 }, (_, second) => {
    const its = points.filter((point) => point.second === second);
    const latency = Histogram.merge(its.flatMap((point) => point.latency ?? []));
    return {
      second,
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

function worst({ name, seconds }: Course): string {
  const key = seconds.some(({ p99Ns }) => p99Ns !== undefined) ? "p99Ns" : "p50Ns";
  const slowest = seconds.reduce((most, one) => ((one[key] ?? 0) > (most[key] ?? 0) ? one : most));
  return `${name}: the slowest second was ${slowest.second}, with a ${key === "p99Ns" ? "p99" : "p50"} of ${duration(slowest[key])}`;
}
