/**
 * Deliveries per second in the course of the schedule. Where something broke, there is a second curve of when they came: what was due
 * during a fault may come long after it.
 */
import type { ApproachRound } from "../../result/result.js";
import { NS_PER_SECOND } from "../../units.js";
import { type Curve, curves, type Panel } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { number, perSecond } from "../format.js";
import type { Tables } from "../tables.js";
import { type Course, type Courses, withDeliveries } from "./courses.js";
import { doubtsOf } from "./doubts.js";
import { namedIn } from "./named.js";
import { type Rate, rateOver } from "./rates.js";
import { placeOf } from "./ratios.js";
import { faultsSentence, inStep } from "./time-words.js";

interface Point {
  /** Of the middle, in seconds of the schedule. */
  second: number;
  rate: Rate;
}

interface Shown {
  course: Course;
  due: Point[];
  /** Empty where no round had a fault. */
  came: Point[];
}

const DUE = "due in that time, whenever they came";
const CAME = "came in that time";
/** More parts would be too close to be seen apart. */
const MOST_PARTS = 120;

/** Undefined where no approach delivered anything in the course of two steps. */
export function deliveriesOverTimeFigure(tables: Tables, courses: Courses): Figure | undefined {
  const { result, closedLoop } = tables;
  const { seconds, end } = courses;
  const shown = withDeliveries(courses).map(
    (course): Shown => ({
      course,
      due: course.steps.flatMap(({ second, due }) =>
        due === undefined ? [] : [{ second: second + seconds / 2, rate: due }],
      ),
      came: cameIn(course.rounds),
    }),
  );
  if (shown.length === 0) return undefined;
  const due = closedLoop ? "begun in that time" : DUE;
  const panels = shown.map(({ course, due: begun, came }): Panel => {
    const look = lookOf(placeOf(result, course.name));
    const curve = (name: string, points: readonly Point[], isDotted: boolean): Curve => ({
      name,
      look,
      hasMarks: false,
      isDotted,
      points: points.map(({ second, rate: { perSecond: y, low, high } }) => ({
        x: second,
        y,
        // Two bands upon each other could not be told apart
        ...(low < high && !isDotted && { low, high }),
      })),
    });
    return {
      title: namedIn(tables, course.name),
      stretches: course.faults,
      curves: came.length === 0 ? [curve(due, begun, false)] : [curve(CAME, came, false), curve(due, begun, true)],
    };
  });
  const hasBand = shown.some(({ course: { rounds } }) => rounds.length > 1);
  return {
    name: "deliveries-over-time",
    title: "Deliveries over time",
    finding: `${shown.map(findingOf).join("; ")}.${faultsSentence(shown.map(({ course }) => course))}${hasBand ? " Lines are of all rounds together, and bands reach from the lowest round to the highest." : ""}`,
    doubts: doubtsOf(tables, "deliveries"),
    header: ["approach", "deliveries", "around second", "per second", "lowest round", "highest round"],
    rows: shown.flatMap(({ course: { name }, due: begun, came }) => [
      ...rowsOf(name, due, begun),
      ...rowsOf(name, CAME, came),
    ]),
    draw: (width) =>
      curves({
        width,
        panels,
        x: { kind: "linear", name: "second of the schedule", format: (value) => number(value), reach: [0, end] },
        y: { kind: "linear", name: `deliveries per second, ${inStep(seconds)} of the schedule`, format: perSecond },
        panelHeight: 150,
      }),
  };
}

const rowsOf = (name: string, what: string, points: readonly Point[]): string[][] =>
  points.map(({ second, rate }) => [
    name,
    what,
    number(second),
    perSecond(rate.perSecond),
    perSecond(rate.low),
    perSecond(rate.high),
  ]);

/** A round that ends earlier has no more deliveries: 0, which is known. */
function cameIn(rounds: readonly ApproachRound[]): Point[] {
  const samples = rounds.flatMap(({ recovery }) => recovery ?? []);
  const bins = Math.max(0, ...samples.map(({ delivered }) => delivered.length));
  if (bins === 0) return [];
  const each = Math.ceil(bins / MOST_PARTS);
  const seconds = (each * samples[0]!.binNs) / NS_PER_SECOND;
  return Array.from({ length: Math.ceil(bins / each) }, (_, part) => {
    const counted = samples.map(({ delivered }) => ({
      count: delivered.slice(part * each, (part + 1) * each).reduce((sum, one) => sum + one, 0),
      seconds,
    }));
    return { second: (part + 0.5) * seconds, rate: rateOver(counted)! };
  });
}

function findingOf({ course: { name }, due, came }: Shown): string {
  const points = came.length === 0 ? due : came;
  const [least, most] = [1, -1].map((sign) =>
    points.reduce((found, one) => (sign * (one.rate.perSecond - found.rate.perSecond) < 0 ? one : found)),
  );
  if (least!.rate.perSecond === most!.rate.perSecond) return `${name}: ${perSecond(most!.rate.perSecond)} throughout`;
  return `${name}: from ${perSecond(least!.rate.perSecond)} around second ${number(least!.second)} to ${perSecond(most!.rate.perSecond)} around second ${number(most!.second)}`;
}
