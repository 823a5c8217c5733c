/** One metric over the gate runs: a line per approach, its median levels between change points, and a mark at each change. */
import { counted } from "../counted.js";
import { type Curve, curves, type Mark } from "../reporters/charts/curves.js";
import { type Figure, svgFile } from "../reporters/charts/drawing.js";
import { lookOf } from "../reporters/charts/look.js";
import { change, figure, metricWords, oneLine } from "../reporters/gate/wording.js";
import { median } from "../statistics/quantile.js";
import type { Chart, Point, Series } from "./series.js";
import { changeSentence } from "./text.js";

const WIDTH = 840;
const PLOT_HEIGHT = 232;
const HEAD_LENGTH = 7;
const DATE_LENGTH = "2026-01-01".length;
const MINUTE_LENGTH = "2026-01-01T10:00".length;

export const trendChart = (chart: Chart): string => svgFile(trendFigure(chart), WIDTH);

export function trendFigure(chart: Chart): Figure {
  const { scenario, metric, unit, better, series } = chart;
  const sentences = series.flatMap((one) => one.changes.map((found) => `${changeSentence(chart, one, found)}.`));
  const runs = runsOf(chart);
  return {
    name: "trend",
    title: `${oneLine(scenario)}: ${metricWords(metric)}${unit === "ratio" ? ", ratio of two approaches" : ""}`,
    finding: [`${counted(runs.length, "gate run")}, ${better} is better.`, ...sentences].join(" "),
    header: ["run", "head", "approach", metricWords(metric)],
    rows: series.flatMap(({ approach, points }) =>
      points.map(({ startedAt, head, value }) => [startedAt, oneLine(head), oneLine(approach), figure(value, unit)]),
    ),
    draw: (width) =>
      curves({
        width,
        panels: [
          {
            title: "",
            curves: series.map((one) => curveOf(chart, one, runs.length)),
            marks: series.flatMap((one) => marksOf(chart, one)),
          },
        ],
        x: { kind: "list", name: "gate runs, the oldest first", format: String, words: runs.map(runWords) },
        y: {
          kind: "linear",
          name: `median of the head, ${better} is better`,
          format: (value) => (value === 0 ? "0" : figure(value, unit)),
          isBytes: unit === "bytes",
        },
        panelHeight: PLOT_HEIGHT,
      }),
  };
}

/** By the places of the runs. One that has no figure of this metric is undefined. */
function runsOf({ series }: Chart): (Point | undefined)[] {
  const points = new Map(series.flatMap((one) => one.points.map((point) => [point.run, point])));
  return Array.from({ length: 1 + Math.max(...points.keys()) }, (_, run) => points.get(run));
}

const runWords = (point: Point | undefined): string =>
  point === undefined
    ? ""
    : `${point.startedAt.slice(0, DATE_LENGTH)}\n${oneLine(point.head).slice(0, HEAD_LENGTH) || "–"}`;

function curveOf({ unit }: Chart, { approach, place, points, changes }: Series, runs: number): Curve {
  const byRun = new Map(points.map((point) => [point.run, point]));
  const edges = [0, ...changes.map(({ at }) => at), points.length];
  return {
    name: oneLine(approach),
    look: lookOf(place),
    hasMarks: true,
    points: Array.from({ length: runs }, (_, run) => {
      const point = byRun.get(run);
      if (point === undefined) return { x: run, y: undefined };
      const { startedAt, head, value } = point;
      const said = `${approach}, ${startedAt.slice(0, MINUTE_LENGTH)}, ${head}: ${figure(value, unit)}`;
      return { x: run, y: value, said: oneLine(said) };
    }),
    levels: edges.slice(1).map((end, segment) => {
      const own = points.slice(edges[segment], end);
      return { from: own[0]!.run, to: own.at(-1)!.run, y: median(own.map(({ value }) => value))! };
    }),
  };
}

/** Between the last run before a change and the first after it, with its size above. */
const marksOf = (chart: Chart, series: Series): Mark[] =>
  series.changes.map((one) => ({
    x: (series.points[one.at - 1]!.run + series.points[one.at]!.run) / 2,
    name: changeSentence(chart, series, one),
    label: change(one.ratio),
    look: lookOf(series.place),
  }));
