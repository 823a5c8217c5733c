/**
 * One metric over the gate runs as an SVG: a line per approach, its median levels between change points, and a mark at each change.
 * It has its own background and follows the reader's light or dark setting. Approaches differ by the shape of their marks as well
 * as by colour (Okabe and Ito's palette, whose colours colour-blind readers can tell apart).
 */
import { change, figure, metricWords, oneLine } from "../reporters/gate/wording.js";
import { xmlText } from "../reporters/xml.js";
import { median } from "../statistics/quantile.js";
import { axisOf } from "./axis.js";
import type { Chart, Point, Series } from "./series.js";
import { changeSentence } from "./text.js";

const WIDTH = 840;
const HEIGHT = 380;
const PLOT = { left: 86, right: 816, top: 74, bottom: 306 };
const MOST_RUN_LABELS = 6;
const LEGEND_CHARACTER_WIDTH = 7;

const palette = [
  { light: "#0072b2", dark: "#56b4e9", mark: "circle" },
  { light: "#b34e00", dark: "#e69f00", mark: "square" },
  { light: "#00795a", dark: "#2fc89a", mark: "triangle" },
  { light: "#a8427f", dark: "#e59cc6", mark: "diamond" },
] as const;

/** With more than four approaches the looks repeat. */
const lookOf = ({ place }: Series): 0 | 1 | 2 | 3 => (place % palette.length) as 0 | 1 | 2 | 3;

const rules = (theme: "light" | "dark"): string => {
  const [paper, ink, grid] = theme === "light" ? ["#ffffff", "#24292f", "#d0d7de"] : ["#0d1117", "#e6edf3", "#30363d"];
  return [
    `.paper{fill:${paper}}text{fill:${ink}}.grid{stroke:${grid}}.axis{stroke:${ink}}`,
    ...palette.map((one, i) => `.line${i}{stroke:${one[theme]}}.mark${i}{fill:${one[theme]};stroke:${paper}}`),
  ].join("");
};

const STYLE = `text{font:12px system-ui,sans-serif}.title{font-size:16px;font-weight:600}.line{fill:none;stroke-width:1.5}.level{stroke-width:3;opacity:.35}.change{stroke-width:1.5;stroke-dasharray:4 3}${rules("light")}@media(prefers-color-scheme:dark){${rules("dark")}}`;

export function trendChart(chart: Chart): string {
  const { scenario, metric, unit, better, series } = chart;
  const points = series.flatMap((one) => one.points);
  const values = points.map(({ value }) => value);
  const axis = axisOf(Math.min(...values), Math.max(...values), unit);
  const runs = 1 + Math.max(...points.map(({ run }) => run));
  const x = (run: number): number => rounded(PLOT.left + ((run + 0.5) / runs) * (PLOT.right - PLOT.left));
  const y = (value: number): number =>
    rounded(PLOT.bottom - ((value - axis.low) / (axis.high - axis.low)) * (PLOT.bottom - PLOT.top));
  const title = `${oneLine(scenario)}: ${metricWords(metric)}${unit === "ratio" ? ", ratio of two approaches" : ""}`;
  const sentences = series.flatMap((one) => one.changes.map((found) => changeSentence(chart, one, found)));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${xmlText(title)}</title>`,
    `<desc>${xmlText([`${runs} gate runs, ${better} is better.`, ...sentences].join(" "))}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    text("title", PLOT.left, 26, "start", title),
    ...legend(series),
    ...axis.ticks.flatMap((tick) => [
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}"/>`,
      text("tick", PLOT.left - 8, y(tick) + 4, "end", tick === 0 ? "0" : figure(tick, unit)),
    ]),
    ...runTicks(points, runs, x),
    axisLabel(`median of the head, ${better} is better`),
    text("label", (PLOT.left + PLOT.right) / 2, HEIGHT - 14, "middle", "gate runs, the oldest first"),
    ...series.flatMap((one) => seriesLines(chart, one, x, y)),
    "</svg>",
  ].join("\n")}\n`;
}

type Scale = (value: number) => number;

function seriesLines(chart: Chart, series: Series, x: Scale, y: Scale): string[] {
  const { points, changes } = series;
  const line = `line${lookOf(series)}`;
  const edges = [0, ...changes.map(({ at }) => at), points.length];
  const levels = edges.slice(1).map((end, segment) => {
    const own = points.slice(edges[segment], end);
    const height = y(median(own.map(({ value }) => value))!);
    return `<line class="level ${line}" x1="${x(own[0]!.run)}" x2="${x(own.at(-1)!.run)}" y1="${height}" y2="${height}"/>`;
  });
  const marks = changes.flatMap((found) => {
    const at = rounded((x(points[found.at - 1]!.run) + x(points[found.at]!.run)) / 2);
    const said = xmlText(changeSentence(chart, series, found));
    return [
      `<line class="change ${line}" x1="${at}" x2="${at}" y1="${PLOT.top}" y2="${PLOT.bottom}"><title>${said}</title></line>`,
      text("tick", at, PLOT.top - 6, "middle", change(found.ratio)),
    ];
  });
  const path = points.map(({ run, value }) => `${x(run)},${y(value)}`).join(" ");
  return [
    ...levels,
    ...marks,
    `<polyline class="line ${line}" points="${path}"/>`,
    ...points.map((point) => pointMark(chart, series, point, x, y)),
  ];
}

function pointMark(chart: Chart, series: Series, point: Point, x: Scale, y: Scale): string {
  const said = `${series.approach}, ${point.startedAt}, ${point.head}: ${figure(point.value, chart.unit)}`;
  return mark(series, x(point.run), y(point.value), `<title>${xmlText(oneLine(said))}</title>`);
}

/** The shape of a series, 8 pixels wide. It is a path, so that all shapes are drawn alike. */
function mark(series: Series, x: number, y: number, content = ""): string {
  const shapes = {
    circle: `M${x - 4},${y}a4,4 0 1,0 8,0a4,4 0 1,0 -8,0`,
    square: `M${x - 3.5},${y - 3.5}h7v7h-7z`,
    triangle: `M${x},${y - 4.5}l4.5,8h-9z`,
    diamond: `M${x},${y - 5}l5,5l-5,5l-5,-5z`,
  };
  const look = lookOf(series);
  return `<path class="mark${look}" d="${shapes[palette[look].mark]}">${content}</path>`;
}

function legend(series: readonly Series[]): string[] {
  let left = PLOT.left;
  return series.flatMap((one) => {
    const name = oneLine(one.approach);
    const at = left;
    left += 30 + name.length * LEGEND_CHARACTER_WIDTH;
    return [mark(one, at + 4, 48), text("legend", at + 14, 52, "start", name)];
  });
}

/** Writes dates under some of the runs, but never so many that they overlap. */
function runTicks(points: readonly Point[], runs: number, x: Scale): string[] {
  const byRun = new Map(points.map((point) => [point.run, point]));
  const every = Math.ceil(runs / MOST_RUN_LABELS);
  return [...byRun]
    .filter(([run]) => run % every === 0)
    .flatMap(([run, { startedAt, head }]) => [
      `<line class="axis" x1="${x(run)}" x2="${x(run)}" y1="${PLOT.bottom}" y2="${PLOT.bottom + 5}"/>`,
      text("tick", x(run), PLOT.bottom + 20, "middle", startedAt.slice(0, 10)),
      text("tick", x(run), PLOT.bottom + 35, "middle", oneLine(head).slice(0, 7)),
    ]);
}

const text = (kind: string, x: number, y: number, anchor: "start" | "middle" | "end", content: string): string =>
  `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${xmlText(content)}</text>`;

function axisLabel(content: string): string {
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return `<text class="label" transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${xmlText(content)}</text>`;
}

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;
