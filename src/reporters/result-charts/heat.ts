/** How many deliveries had which latency in the course of the schedule: what percentiles hide, such as two humps or a stall. */
import type { Figure } from "../charts/drawing.js";
import { heatMap } from "../charts/heat.js";
import { count, duration, number, percent } from "../format.js";
import type { Tables } from "../tables.js";
import { absentSentence } from "./absent.js";
import { clocksSentence } from "./clocks.js";
import { type Course, type Courses, withLatencies } from "./courses.js";
import { doubtsOf } from "./doubts.js";
import { inRows, type Rows, rowsFor, rungNs, sumOf } from "./latency-ladder.js";
import { namedIn } from "./named.js";
import { faultsSentence, inStep } from "./time-words.js";

interface Shown {
  course: Course;
  /** By step, by row; the last row is beyond the axis. */
  columns: number[][];
  /** By row, over all steps. */
  sums: number[];
  deliveries: number;
  latestNs: number;
}

/** Undefined where fewer than two steps have latencies. */
export function heatFigure(tables: Tables, courses: Courses): Figure | undefined {
  const found = withLatencies(courses);
  const whole = found.map(({ steps }) => sumOf(steps.map(({ latencies }) => latencies)));
  const rows = rowsFor(whole);
  if (rows === undefined) return undefined;
  const shown = found.map((course, i): Shown => {
    const sums = inRows(whole[i]!, rows);
    return {
      course,
      columns: course.steps.map(({ latencies }) => inRows(latencies, rows)),
      sums,
      deliveries: sums.reduce((sum, one) => sum + one, 0),
      latestNs: Math.max(...course.steps.map(({ maxNs }) => maxNs ?? 0)),
    };
  });
  const { seconds, end } = courses;
  const { closedLoop } = tables;
  return {
    name: "heat",
    title: "How latencies spread over time",
    finding: `${shown.map((one) => findingOf(one, rows)).join("; ")}.${faultsSentence(found)}${clocksSentence(tables)}${absentSentence(tables, found)}`,
    doubts: doubtsOf(tables, "latency"),
    header: ["approach", "latency", "deliveries", "share", `${inStep(seconds, "each")}, from the first on`],
    rows: shown.flatMap((one) => rowsOf(one, rows)),
    draw: (width) =>
      heatMap({
        width,
        panels: shown.map(({ course, columns }) => ({
          title: namedIn(tables, course.name),
          columns,
          stretches: course.faults,
        })),
        x: {
          kind: "linear",
          name: "second of the schedule",
          format: (value) => number(value),
          reach: [0, end],
          columnWidth: seconds,
        },
        y: {
          name: `latency of what ${closedLoop ? "began" : "was due"} ${inStep(seconds)}, all rounds together; logarithmic`,
          edges: rows.rungs.map(rungNs),
          format: duration,
          holdsLess: rows.holdsLess,
        },
        unit: "deliveries",
        format: count,
      }),
  };
}

/** Where most of them lie, and what the axis leaves out. */
function findingOf({ course, sums, deliveries, latestNs }: Shown, rows: Rows): string {
  const inside = sums.slice(0, -1);
  const fullest = inside.indexOf(Math.max(...inside));
  const beyond = sums.at(-1)!;
  const late =
    beyond === 0
      ? `the latest took ${duration(latestNs)}`
      : `${count(beyond)} ${beyond === 1 ? "lies" : "lie"} beyond ${duration(rungNs(rows.rungs.at(-1)!))}, the latest at ${duration(latestNs)}`;
  return `${course.name}: ${percent(sums[fullest]! / deliveries)} of the deliveries took ${rowText(rows, fullest)}, and ${late}`;
}

function rowText({ rungs, holdsLess }: Rows, row: number): string {
  const [from, to] = [rungs[row]!, rungs[row + 1]];
  if (to === undefined) return `more than ${duration(rungNs(from))}`;
  if (row === 0 && holdsLess) return `at most ${duration(rungNs(to))}`;
  return `${duration(rungNs(from))} to ${duration(rungNs(to))}`;
}

/** From the slowest down, as in the picture. Every cell of it has its number in the last column. */
const rowsOf = ({ course, columns, sums, deliveries }: Shown, rows: Rows): string[][] =>
  sums
    .map((sum, row) => [
      course.name,
      rowText(rows, row),
      count(sum),
      percent(sum / deliveries),
      columns.map((column) => `${column[row]!}`).join(" "),
    ])
    .filter((_, row) => sums[row]! > 0)
    .reverse();
