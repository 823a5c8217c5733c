/**
 * Curves over a common axis, each with its interval, in one panel or several on the same scales. A point that may not be used as it
 * is, is hollow and has its sign; where nothing is known, a curve has a gap.
 */
import { groupBy } from "../../group-by.js";
import { caption, horizontalAxis, label, type Plot, roomFor, verticalAxis } from "./axes.js";
import { axisOn, extent, type Scale } from "./curve-scale.js";
import type { Drawing } from "./drawing.js";
import { curveSign, type LegendEntry, legend, markSign } from "./legend.js";
import { type Look, lookOf } from "./look.js";
import { panelsOf } from "./panels.js";
import { bandPath, linePath, mark, type Reach, type Spot } from "./paths.js";
import { type Axis, linesOf } from "./scales.js";
import {
  hasTextsAbove,
  type Letters,
  lettersOf,
  type Marked,
  marksAndTexts,
  shades,
  stretchEntries,
} from "./stretches.js";
import { element, line, text } from "./svg.js";

export type { Mark, Stretch } from "./stretches.js";

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
  /** Marks that no line connects, because nothing lies between them. */
  isLoose?: boolean;
  /** Lines behind it, such as the medians of its parts. */
  levels?: readonly { from: number; to: number; y: number }[];
}

export interface Panel extends Marked {
  /** Empty: the only one. */
  title: string;
  curves: readonly Curve[];
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

/** px from mark to mark of approaches whose figure at a point was not kept. */
const UNKEPT = 16;

export function curves(options: CurvesOptions): Drawing {
  const { width, panels, x, y, panelHeight = 220 } = options;
  const letters = lettersOf(panels);
  const keys = legend(
    [...curveEntries(panels), ...stretchEntries(letters), ...signEntries(options.signs ?? [])],
    width,
  );
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
  const name = label(y.name, 0, width, keys.height, "quiet");
  const left = roomFor(axisOn(y, ys, panelHeight, 0).ticks.map((tick) => tick.label));
  const placed = panelsOf(
    panels.map((panel) => ({ title: panel.title, hasTexts: hasTextsAbove(panel) })),
    {
      ...{ width, top: keys.height + name.height + 4, left, height: panelHeight },
      tickLines: Math.max(1, ...(x.words ?? []).map((word) => linesOf(word).length)),
    },
  );
  const drawn = panels.flatMap((panel, i) => {
    const plot = placed.plots[i]!;
    const across = axisOn(x, xs, plot.left + 6, plot.right - 6);
    return drawPanel(panel, letters, plot, across, axisOn(y, ys, plot.bottom, plot.top), width);
  });
  const below = caption(x.name, left, width - 10, placed.bottom);
  return {
    width,
    height: placed.bottom + 4 + below.height,
    body: [...keys.body, ...name.body, ...placed.body, ...drawn, ...below.body],
  };
}

function drawPanel(panel: Panel, letters: Letters, plot: Plot, x: Axis, y: Axis, width: number): string[] {
  const { curves } = panel;
  return [
    ...shades(panel, letters, plot, x),
    ...verticalAxis(y, plot),
    ...horizontalAxis(x, plot, width),
    line("axis", plot.left, plot.bottom, plot.right, plot.bottom),
    ...marksAndTexts(panel, letters, plot, x),
    ...curves.flatMap(({ look, levels = [] }) =>
      levels.map(({ from, to, y: level }) =>
        line(`half thick s${look.colour}`, x.at(from), y.at(level), x.at(to), y.at(level)),
      ),
    ),
    ...curves.map((one) => band(one, x, y)),
    ...curves.flatMap((one) => (one.isLoose ? [] : [lineOf(one, x, y)])),
    ...curves.flatMap((one, place) => {
      const before = curves.slice(0, place).flatMap(({ points }) => points.filter(isUnkept));
      const shiftOf = (point: CurvePoint): number => UNKEPT * before.filter((other) => other.x === point.x).length;
      const marked = one.hasMarks ? one.points : [];
      return marked.flatMap((point) => pointMark(one, point, { y: plot.bottom, shift: shiftOf(point) }, x, y));
    }),
  ];
}

const lineKind = ({ look, isDotted }: Curve): string =>
  `line s${look.colour}${isDotted ? " dotted" : look.isDashed ? " dashed" : ""}`;

function lineOf(curve: Curve, x: Axis, y: Axis): string {
  const spots = curve.points.map(
    (point): Spot => (point.y === undefined || point.sign !== undefined ? undefined : [x.at(point.x), y.at(point.y)]),
  );
  return element("path", { class: lineKind(curve), d: linePath(spots) });
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

function curveEntries(panels: readonly Panel[]): LegendEntry[] {
  const named = groupBy(
    panels.flatMap((panel) => panel.curves),
    (one) => one.name,
  );
  return [...named].map(([name, [first, ...others]]) => {
    const one = first!;
    const isSame = others.every(({ look }) => look.colour === one.look.colour);
    // Where each panel has a colour of its own for the name, the legend has none of them
    const kind = isSame ? lineKind(one) : `line unsure${one.isDotted ? " dotted" : ""}`;
    return {
      name,
      draw: one.isLoose
        ? markSign(one.look)
        : one.hasMarks
          ? curveSign(one.look)
          : (x: number, y: number) => [line(kind, x - 11, y, x + 11, y)],
    };
  });
}

const signEntries = (signs: readonly string[]): LegendEntry[] =>
  signs.map((name) => ({ name, draw: markSign(lookOf(0), true) }));

const valuesOf = ({ points, levels = [] }: Curve): number[] =>
  [...levels.map(({ y }) => y), ...points.flatMap(({ y, low, high }) => [y, low, high])].filter(
    (value) => value !== undefined,
  );
