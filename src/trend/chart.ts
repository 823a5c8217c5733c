/** One metric over the gate runs: a line per approach, its median levels between change points, and a mark at each change. */
import { counted } from "../counted.js";
import { caption, label, type Plot, roomFor, verticalAxis } from "../reporters/charts/axes.js";
import { type Drawing, type Figure, svgFile } from "../reporters/charts/drawing.js";
import { curveSign, legend } from "../reporters/charts/legend.js";
import { FONT_SIZE, LINE_HEIGHT, lookOf } from "../reporters/charts/look.js";
import { linePath, mark } from "../reporters/charts/paths.js";
import { linearAxis, type Tick, thinned } from "../reporters/charts/scales.js";
import { element, line, text, tip } from "../reporters/charts/svg.js";
import { widthOf } from "../reporters/charts/text-width.js";
import { change, figure, metricWords, oneLine } from "../reporters/gate/wording.js";
import { median } from "../statistics/quantile.js";
import type { Chart, Point, Series } from "./series.js";
import { changeSentence } from "./text.js";

const WIDTH = 840;
const PLOT_HEIGHT = 232;
const HEAD_LENGTH = 7;

export const trendChart = (chart: Chart): string => svgFile(trendFigure(chart), WIDTH);

export function trendFigure(chart: Chart): Figure {
  const { scenario, metric, unit, better, series } = chart;
  const sentences = series.flatMap((one) => one.changes.map((found) => changeSentence(chart, one, found)));
  return {
    name: "trend",
    title: `${oneLine(scenario)}: ${metricWords(metric)}${unit === "ratio" ? ", ratio of two approaches" : ""}`,
    finding: [`${counted(runsOf(chart), "gate run")}, ${better} is better.`, ...sentences].join(" "),
    header: ["run", "head", "approach", metricWords(metric)],
    rows: series.flatMap(({ approach, points }) =>
      points.map(({ startedAt, head, value }) => [startedAt, oneLine(head), oneLine(approach), figure(value, unit)]),
    ),
    draw: (width) => drawn(chart, width),
  };
}

const pointsOf = ({ series }: Chart): Point[] => series.flatMap(({ points }) => points);
const runsOf = (chart: Chart): number => 1 + Math.max(...pointsOf(chart).map(({ run }) => run));

function drawn(chart: Chart, width: number): Drawing {
  const { unit, better, series } = chart;
  const points = pointsOf(chart);
  const values = points.map(({ value }) => value);
  const keys = legend(
    series.map((one) => ({ name: oneLine(one.approach), draw: curveSign(lookOf(one.place)) })),
    width,
  );
  const named = label(`median of the head, ${better} is better`, 0, width, keys.height);
  const top = keys.height + named.height + LINE_HEIGHT + 6;
  const plot: Plot = { left: 0, right: width - 10, top, bottom: top + PLOT_HEIGHT };
  const format = (value: number): string => (value === 0 ? "0" : figure(value, unit));
  const y = linearAxis({
    ...{ low: Math.min(...values), high: Math.max(...values), from: plot.bottom, to: plot.top, format },
    isBytes: unit === "bytes",
  });
  plot.left = roomFor(y.ticks.map((tick) => tick.label));
  const runs = runsOf(chart);
  const x = (run: number): number => plot.left + ((run + 0.5) / runs) * (plot.right - plot.left);
  const below = caption("gate runs, the oldest first", plot.left, plot.right, plot.bottom + 40);
  return {
    width,
    height: plot.bottom + 40 + below.height + 4,
    body: [
      ...keys.body,
      ...named.body,
      ...verticalAxis(y, plot),
      line("axis", plot.left, plot.bottom, plot.right, plot.bottom),
      ...runTicks(points, x, plot),
      ...changesOf(chart, x, plot),
      ...series.flatMap((one) => seriesLines(chart, one, x, y.at)),
      ...below.body,
    ],
  };
}

type Scale = (value: number) => number;

function seriesLines(chart: Chart, series: Series, x: Scale, y: Scale): string[] {
  const { points, changes, place, approach } = series;
  const look = lookOf(place);
  const edges = [0, ...changes.map(({ at }) => at), points.length];
  const levels = edges.slice(1).map((end, segment) => {
    const own = points.slice(edges[segment], end);
    const height = y(median(own.map(({ value }) => value))!);
    return line(`half thick s${look.colour}`, x(own[0]!.run), height, x(own.at(-1)!.run), height);
  });
  return [
    ...levels,
    element("path", {
      class: `line s${look.colour}${look.isDashed ? " dashed" : ""}`,
      d: linePath(points.map(({ run, value }) => [x(run), y(value)])),
    }),
    ...points.map(({ run, startedAt, head, value }) => {
      const said = oneLine(`${approach}, ${startedAt}, ${head}: ${figure(value, chart.unit)}`);
      return mark(look, [x(run), y(value)], { said });
    }),
  ];
}

/** The size of each change stands above its line, moved on where it would lie upon another. */
function changesOf(chart: Chart, x: Scale, { top, bottom }: Plot): string[] {
  const found = chart.series.flatMap((series) =>
    series.changes.map((one) => ({ series, one, at: placeOf(series, one.at, x) })),
  );
  let free = Number.NEGATIVE_INFINITY;
  return found
    .toSorted((one, other) => one.at - other.at)
    .flatMap(({ series, one, at }) => {
      const size = change(one.ratio);
      const half = widthOf(size, FONT_SIZE) / 2;
      const middle = Math.max(at, free + half);
      free = middle + half + 6;
      const attributes = { class: `line dashed s${lookOf(series.place).colour}`, x1: at, x2: at, y1: top, y2: bottom };
      return [
        element("line", attributes, [tip(changeSentence(chart, series, one))]),
        text("size", middle, top - 6, size, "middle"),
      ];
    });
}

/** Between the last run before a change and the first after it. */
const placeOf = ({ points }: Series, at: number, x: Scale): number => (x(points[at - 1]!.run) + x(points[at]!.run)) / 2;

/** Dates and heads under as many of the runs as have room. */
function runTicks(points: readonly Point[], x: Scale, { bottom }: Plot): string[] {
  const byRun = new Map(points.map((point) => [point.run, point]));
  const ticks = [...byRun.values()]
    .sort((one, other) => one.run - other.run)
    .map((point): Tick & { head: string } => ({
      at: x(point.run),
      label: point.startedAt.slice(0, 10),
      head: oneLine(point.head).slice(0, HEAD_LENGTH),
    }));
  return thinned(ticks).flatMap(({ at, label: date }, i) =>
    date === ""
      ? []
      : [
          line("axis", at, bottom, at, bottom + 5),
          text("tick", at, bottom + 20, date, "middle"),
          text("tick", at, bottom + 35, ticks[i]!.head, "middle"),
        ],
  );
}
