/**
 * Curves over a common axis, each with its interval, in one panel or several on the same scales. A point that may not be used as it
 * is, is hollow and has its sign; where nothing is known, a curve has a gap.
 */
import { caption, horizontalAxis, label, type Plot, roomFor, verticalAxis } from "./axes.js";
import { axisOn, type Extent, extent, type Scale } from "./curve-scale.js";
import type { Drawing } from "./drawing.js";
import { curveSign, type LegendEntry, legend } from "./legend.js";
import { LINE_HEIGHT, type Look, lookOf } from "./look.js";
import { bandPath, linePath, mark, type Reach, type Spot } from "./paths.js";
import { type Axis, linesOf } from "./scales.js";
import { element, line, rectangle, text, tip } from "./svg.js";
import { textsAbove } from "./texts-above.js";

export interface CurvePoint {
  x: number;
  /** Undefined: unknown. */
  y: number | undefined;
  /** Its interval, or the range of the rounds. */
  low?: number | undefined;
  high?: number | undefined;
  /** † or ‡: the figure may not be used as it is. No line leads to it, and where it was not kept its mark lies on the axis. */
  sign?: string | undefined;
  /** The point in words. */
  said?: string;
}

export interface Curve {
  name: string;
  look: Look;
  points: readonly CurvePoint[];
  /** Curves with many points need none. */
  hasMarks: boolean;
  isDotted?: boolean;
  /** Lines behind it, such as the medians of its parts. */
  levels?: readonly { from: number; to: number; y: number }[];
}

/** A part of the horizontal axis with a meaning, such as a fault or the interval of a crossover. */
export interface Stretch {
  from: number;
  to: number;
  /** In the legend, beside the letter that stands above the plot. */
  name: string;
  /** A strip at the foot of the plot, beside a stretch that is shaded over its whole height. */
  isStrip?: boolean;
}

export interface Panel {
  /** Empty: the only one. */
  title: string;
  curves: readonly Curve[];
  stretches?: readonly Stretch[];
  marks?: readonly Mark[];
}

/** A place on the horizontal axis, such as a cliff. */
export interface Mark {
  x: number;
  /** In the legend, beside the letter that stands above the plot. */
  name: string;
  /** What stands above the plot instead of a letter. The name is then told to a pointer alone. */
  label?: string;
  /** Of the curve that it belongs to. */
  look?: Look;
}

export interface CurvesOptions {
  width: number;
  panels: readonly Panel[];
  x: Scale;
  y: Scale;
  panelHeight?: number;
  /** What else the legend explains. */
  signs?: readonly string[];
}

/** px */
const STRIP = 6;
/** From mark to mark of approaches whose figure at a point was not kept. */
const UNKEPT = 16;
/** The first letter. */
const A = 65;
/** Between a plot and what its axis is called, beside the lines of the labels. */
const AROUND_TICKS = 10;
const LEAST_PANEL_WIDTH = 300;

export function curves(options: CurvesOptions): Drawing {
  const { width, panels, x, y, panelHeight = 220 } = options;
  const letters = lettersOf(panels);
  const keys = legend(legendOf(panels, options.signs ?? [], letters), width);
  const columns = panels.length === 1 ? 1 : Math.max(1, Math.min(panels.length, Math.floor(width / LEAST_PANEL_WIDTH)));
  const ys = extent(
    panels.flatMap(({ curves }) => curves.flatMap(valuesOf)),
    y,
  );
  const xs = extent(
    panels.flatMap(({ curves, stretches = [] }) => [
      ...curves.flatMap(({ points }) => points.map((point) => point.x)),
      ...stretches.flatMap(({ from, to }) => [from, to]),
    ]),
    x,
  );
  const axisOf = (scale: Scale, extent: Extent, from: number, to: number): Axis => axisOn(scale, extent, from, to);
  const left = roomFor(axisOf(y, ys, panelHeight, 0).ticks.map((tick) => tick.label));
  const panelWidth = width / columns;
  const body = [...keys.body];
  const name = label(y.name, 0, width, keys.height, "quiet");
  body.push(...name.body);
  const tickLines = Math.max(1, ...(x.words ?? []).map((word) => linesOf(word).length));
  let top = keys.height + name.height + 4;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    const titles = row.map((panel, i) =>
      label(panel.title, i * panelWidth + left, panelWidth - left - 12, top, "strong"),
    );
    const titleHeight = Math.max(...titles.map(({ height }) => height));
    const named = row.some(({ stretches = [], marks = [] }) => stretches.length + marks.length > 0) ? 16 : 0;
    let bottom = top;
    for (const [i, panel] of row.entries()) {
      const plot: Plot = {
        left: i * panelWidth + left,
        right: (i + 1) * panelWidth - 10,
        top: top + titleHeight + named + 8,
        bottom: top + titleHeight + named + 8 + panelHeight,
      };
      body.push(
        ...titles[i]!.body,
        ...drawPanel(
          panel,
          letters,
          plot,
          axisOf(x, xs, plot.left + 6, plot.right - 6),
          axisOf(y, ys, plot.bottom, plot.top),
          width,
        ),
      );
      bottom = plot.bottom;
    }
    top = bottom + AROUND_TICKS + tickLines * LINE_HEIGHT + 4;
  }
  const below = caption(x.name, left, width - 10, top - 4);
  return { width, height: top + below.height, body: [...body, ...below.body] };
}

function drawPanel(
  { curves, stretches = [], marks = [] }: Panel,
  letters: ReadonlyMap<string, string>,
  plot: Plot,
  x: Axis,
  y: Axis,
  width: number,
): string[] {
  const inside = (at: number): number => Math.min(plot.right, Math.max(plot.left, at));
  return [
    ...stretches.flatMap(({ from, to, name, isStrip }) => {
      const [begin, end] = [inside(x.at(from)), inside(x.at(to))];
      const top = isStrip ? plot.bottom - STRIP : plot.top;
      const kind = isStrip ? "strip" : "shade";
      return [
        rectangle(kind, begin, top, Math.max(2, end - begin), plot.bottom - top, name),
        ...(isStrip ? [text("quiet", end + 4, plot.bottom - 3, letters.get(name)!)] : []),
      ];
    }),
    ...verticalAxis(y, plot),
    ...horizontalAxis(x, plot, width),
    line("axis", plot.left, plot.bottom, plot.right, plot.bottom),
    ...marks.map((one) => markLine(one, inside(x.at(one.x)), plot)),
    ...textsAbove(
      [
        ...stretches
          .filter(({ isStrip }) => !isStrip)
          .map(({ from, to, name }) => ({
            at: (inside(x.at(from)) + inside(x.at(to))) / 2,
            content: letters.get(name)!,
            kind: "quiet",
          })),
        ...marks.map(({ x: value, name, label: size }) => ({
          at: inside(x.at(value)),
          content: size ?? letters.get(name)!,
          kind: size === undefined ? "quiet" : "size",
        })),
      ],
      plot,
    ),
    ...curves.flatMap(({ look, levels = [] }) =>
      levels.map(({ from, to, y: level }) =>
        line(`half thick s${look.colour}`, x.at(from), y.at(level), x.at(to), y.at(level)),
      ),
    ),
    ...curves.map((one) => band(one, x, y)),
    ...curves.map(({ look, points, isDotted }) =>
      element("path", {
        class: `line s${look.colour}${isDotted ? " dotted" : look.isDashed ? " dashed" : ""}`,
        d: linePath(
          points.map(
            (point): Spot =>
              point.y === undefined || point.sign !== undefined ? undefined : [x.at(point.x), y.at(point.y)],
          ),
        ),
      }),
    ),
    ...curves.flatMap((one, place) => {
      const before = curves.slice(0, place).flatMap(({ points }) => points.filter(isUnkept));
      const shiftOf = (point: CurvePoint): number => UNKEPT * before.filter((other) => other.x === point.x).length;
      const marked = one.hasMarks ? one.points : [];
      return marked.flatMap((point) => pointMark(one, point, { y: plot.bottom, shift: shiftOf(point) }, x, y));
    }),
  ];
}

function band({ look, points }: Curve, x: Axis, y: Axis): string {
  const reaches = points.map(
    ({ x: value, y: middle, low, high, sign }): Reach =>
      sign !== undefined || middle === undefined || low === undefined || high === undefined
        ? undefined
        : [x.at(value), y.at(low), y.at(high)],
  );
  if (reaches.every((reach) => reach === undefined)) return "";
  return element("path", { class: `band f${look.colour}`, d: bandPath(reaches) });
}

const isUnkept = ({ y, sign }: CurvePoint): boolean => y === undefined && sign !== undefined;

/** The interval as a line, since a band shows nothing of a point that stands alone. */
function pointMark(
  { look, points }: Curve,
  point: CurvePoint,
  unkept: { y: number; shift: number },
  x: Axis,
  y: Axis,
): string[] {
  if (point.y === undefined && point.sign === undefined) return [];
  const at = x.at(point.x);
  const spot = point.y === undefined ? ([at + unkept.shift, unkept.y] as const) : ([at, y.at(point.y)] as const);
  const hasInterval = point.low !== undefined && point.high !== undefined && points.length < 60;
  return [
    ...(hasInterval ? [line(`line s${look.colour}`, spot[0], y.at(point.low!), spot[0], y.at(point.high!))] : []),
    mark(look, spot, { isHollow: point.sign !== undefined, ...(point.said !== undefined && { said: point.said }) }),
    ...(point.sign === undefined ? [] : [text("tick", spot[0] + 7, spot[1] - 6, point.sign)]),
  ];
}

function markLine({ name, label, look }: Mark, at: number, { top, bottom }: Plot): string {
  const kind = look === undefined ? "axis dashed" : `line dashed s${look.colour}`;
  const said = label === undefined ? [] : [tip(name)];
  return element("line", { class: kind, x1: at, y1: top, x2: at, y2: bottom }, said);
}

/** A letter for each stretch, and for each mark without a label: their names would overlap above the plot. */
function lettersOf(panels: readonly Panel[]): ReadonlyMap<string, string> {
  const names = panels.flatMap(({ stretches = [], marks = [] }) =>
    [...stretches, ...marks.filter(({ label }) => label === undefined)].map(({ name }) => name),
  );
  return new Map([...new Set(names)].map((name, i) => [name, String.fromCodePoint(A + i)]));
}

function legendOf(
  panels: readonly Panel[],
  signs: readonly string[],
  letters: ReadonlyMap<string, string>,
): LegendEntry[] {
  const named = new Map(panels.flatMap(({ curves }) => curves.map((one) => [one.name, one] as const)));
  return [
    ...[...named.values()].map(({ name, look, hasMarks, isDotted }) => ({
      name,
      draw: hasMarks
        ? curveSign(look)
        : (atX: number, atY: number) => [
            line(
              `line s${look.colour}${isDotted ? " dotted" : look.isDashed ? " dashed" : ""}`,
              atX - 11,
              atY,
              atX + 11,
              atY,
            ),
          ],
    })),
    ...[...letters].map(([name, letter]) => ({
      name,
      draw: (x: number, y: number) => [
        rectangle("shade", x - 10, y - 8, 20, 16),
        text("name", x, y + 4, letter, "middle"),
      ],
    })),
    ...signs.map((name) => ({
      name,
      draw: (atX: number, atY: number) => [mark(lookOf(0), [atX, atY], { isHollow: true })],
    })),
  ];
}

const valuesOf = ({ points }: Curve): number[] =>
  points.flatMap(({ y, low, high }) => [y, low, high].filter((value) => value !== undefined));
