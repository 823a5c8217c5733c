/** Percentiles of the latency in the course of the schedule, all rounds together, with the faults that were on. */
import { curves, type Panel } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { count, duration, number } from "../format.js";
import type { Tables } from "../tables.js";
import { absentSentence } from "./absent.js";
import { clocksSentence } from "./clocks.js";
import { type Course, type Courses, withLatencies } from "./courses.js";
import { doubtsOf } from "./doubts.js";
import { namedIn } from "./named.js";
import { placeOf } from "./ratios.js";
import { faultsSentence, inStep } from "./time-words.js";

/** Undefined where fewer than two steps have latencies. */
export function overTimeFigure(tables: Tables, courses: Courses): Figure | undefined {
  const { result, closedLoop } = tables;
  const { seconds, end } = courses;
  const found = withLatencies(courses);
  if (found.length === 0) return undefined;
  const panels = found.map(({ name, steps, faults }): Panel => {
    const look = lookOf(placeOf(result, name));
    const curve = (label: string, key: "p50Ns" | "p99Ns", isDotted: boolean) => ({
      name: label,
      look,
      hasMarks: false,
      isDotted,
      points: steps.map((one) => ({ x: one.second + seconds / 2, y: one[key] })),
    });
    const drawn = [curve("p50", "p50Ns", false), curve("p99", "p99Ns", true)];
    return { title: namedIn(tables, name), curves: drawn, stretches: faults };
  });
  const hasTails = found.some(({ steps }) => steps.some(({ p99Ns }) => p99Ns !== undefined));
  return {
    name: "over-time",
    title: "Latency over time",
    finding: `${found.map((one) => worst(one, seconds)).join("; ")}.${faultsSentence(found)}${hasTails ? "" : ` There is no p99, because it takes 100 deliveries ${inStep(seconds)}.`}${clocksSentence(tables)}${absentSentence(tables, found)}`,
    doubts: doubtsOf(tables, "latency"),
    header: ["approach", seconds === 1 ? "second" : `${seconds} seconds from`, "deliveries", "p50", "p99", "max"],
    rows: found.flatMap(({ name, steps }) =>
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
        x: { kind: "linear", name: "second of the schedule", format: (value) => number(value), reach: [0, end] },
        y: {
          kind: "log",
          name: `latency of what ${closedLoop ? "began" : "was due"} ${inStep(seconds)}: p50, and p99 dotted; logarithmic`,
          format: duration,
        },
        panelHeight: 150,
      }),
  };
}

function worst({ name, steps }: Course, seconds: number): string {
  const key = steps.some(({ p99Ns }) => p99Ns !== undefined) ? "p99Ns" : "p50Ns";
  const slowest = steps.reduce((most, one) => ((one[key] ?? 0) > (most[key] ?? 0) ? one : most));
  return `${name}: ${seconds === 1 ? `the slowest second was ${slowest.second}` : `the slowest ${seconds} seconds began at ${slowest.second}`}, with a ${key === "p99Ns" ? "p99" : "p50"} of ${duration(slowest[key])}`;
}
