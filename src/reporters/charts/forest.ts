/**
 * A forest plot: ratios with their intervals on a logarithmic axis, with a line at 1. What an interval proves shows in its look: a
 * filled mark says that the sides differ, a bar without ends that they are about equal, and a hollow mark with a question mark on a grey
 * dashed line that nobody can tell.
 */
import { caption, horizontalAxis, label, type Plot } from "./axes.js";
import type { Drawing } from "./drawing.js";
import { type LegendEntry, legend, markSign } from "./legend.js";
import { FONT_SIZE, LINE_HEIGHT, type Look } from "./look.js";
import { mark } from "./paths.js";
import { type Axis, logAxis } from "./scales.js";
import { element, line, rectangle, text, tip } from "./svg.js";
import { widthOf } from "./text-width.js";

/** What the interval of a ratio says of it. */
export const tellings = {
  differs: "differs: the interval leaves out 1",
  equal: "about equal: the whole interval lies within what is worth no word",
  unsure: "cannot be told: the interval holds 1",
  "no-interval": "no interval: too few rounds",
} as const;
export type Telling = keyof typeof tellings;

export interface ForestRow {
  look: Look;
  ratio: number;
  low?: number | undefined;
  high?: number | undefined;
  telling: Telling;
  /** The ratio with its interval, and what it says, in words. */
  said: string;
}

export interface ForestGroup {
  name: string;
  /** Shaded: the ratios that do not matter, or are tolerated. */
  zone?: { low: number; high: number; said: string };
  /** A dashed line: a ratio that its intervals are held against. */
  limit?: { at: number; said: string };
  rows: readonly ForestRow[];
}

export interface ForestOptions {
  width: number;
  groups: readonly ForestGroup[];
  /** The approaches, which the marks tell apart, where there are several. */
  names: readonly { name: string; look: Look }[];
  axisName: string;
  format(ratio: number): string;
  /** What the looks mean, where they say something else than of an interval and 1. */
  means?: Record<Telling, string>;
  /** What the legend says of the zones and of the limits, where it says something. */
  zoneName?: string;
  limitName?: string;
  /** The axis reaches at least so far, as a factor of 1. */
  leastRange?: number;
}

const ROW = 20;
/** Beside a mark, above its line. */
const BESIDE = 6;
const SIDE_BY_SIDE = 560;
/** The least range of the axis, so that ratios near 1 do not look far from it. */
const LEAST_RANGE = 1.5;

export function forest({ leastRange = LEAST_RANGE, ...options }: ForestOptions): Drawing {
  const { width, groups, names, axisName, format } = options;
  const rows = groups.flatMap((group) => group.rows);
  const entries: LegendEntry[] = [
    ...(names.length < 2 ? [] : names.map(({ name, look }) => ({ name, draw: markSign(look) }))),
    ...signsOf(rows, options.means ?? tellings),
    ...bordersOf(options),
  ];
  const keys = legend(entries, width);
  const isWide = width >= SIDE_BY_SIDE;
  const saidWidth = isWide ? Math.max(0, ...rows.map(({ said }) => widthOf(said, FONT_SIZE))) + 14 : 0;
  const nameWidth = isWide
    ? Math.min(width * 0.3, Math.max(0, ...groups.map(({ name }) => widthOf(name, FONT_SIZE))) + 14)
    : 0;
  const values = [
    ...rows.flatMap(({ ratio, low, high }) => [ratio, low ?? ratio, high ?? ratio]),
    ...groups.flatMap(({ limit }) => limit?.at ?? []),
  ];
  const plot: Plot = { left: nameWidth + 6, right: width - saidWidth - 6, top: keys.height + 6, bottom: 0 };
  const axis = {
    right: plot.right,
    ...logAxis({
      low: Math.min(1 / leastRange, ...values),
      high: Math.max(leastRange, ...values),
      from: plot.left,
      to: plot.right,
      format,
    }),
  };
  let y = plot.top;
  const drawn = groups.map(({ name, rows: own, zone, limit }) => {
    const said = label(name, 0, isWide ? nameWidth - 10 : width, y);
    const first = isWide ? y : y + said.height;
    const lines = own.map((row, i) =>
      drawRow(row, first + i * (isWide ? ROW : ROW + LINE_HEIGHT), axis, isWide ? undefined : width),
    );
    const height = Math.max(isWide ? said.height : 0, own.length * (isWide ? ROW : ROW + LINE_HEIGHT));
    const borders = [
      ...(zone === undefined
        ? []
        : [rectangle("shade", axis.at(zone.low), first, axis.at(zone.high) - axis.at(zone.low), height, zone.said)]),
      ...(limit === undefined ? [] : [limitLine(axis.at(limit.at), first, height, limit.said)]),
    ];
    y = first + height + 8;
    return { borders, rest: [...said.body, ...lines.flat()] };
  });
  plot.bottom = y;
  const below = caption(axisName, 0, width, y + 24);
  return {
    width,
    height: y + 24 + below.height + 4,
    body: [
      ...keys.body,
      ...drawn.flatMap(({ borders }) => borders),
      ...horizontalAxis(axis, plot, width),
      line("axis", axis.at(1), plot.top, axis.at(1), plot.bottom + 4),
      ...drawn.flatMap(({ rest }) => rest),
      ...below.body,
    ],
  };
}

/** In a narrow picture the words stand below the interval. */
function drawRow(
  { look, ratio, low, high, telling, said }: ForestRow,
  top: number,
  axis: Axis & { right: number },
  narrowWidth: number | undefined,
): string[] {
  const y = top + ROW / 2;
  const at = axis.at(ratio);
  return [
    ...(low === undefined || high === undefined ? [] : interval(look, telling, axis.at(low), axis.at(high), y)),
    signOf(look, telling, at, y, said),
    ...(telling === "unsure" ? [text("quiet", at + BESIDE, y + 1, "?")] : []),
    ...(narrowWidth === undefined
      ? [text("tick", axis.right + 14, y + 4, said)]
      : [text("quiet", narrowWidth, y + LINE_HEIGHT, said, "end")]),
  ];
}

function interval({ colour }: Look, telling: Telling, from: number, to: number, y: number): string[] {
  if (telling === "equal") return [line(`line thick s${colour}`, from, y, to, y)];
  const isUnsure = telling === "unsure";
  const kind = isUnsure ? "line unsure" : `line s${colour}`;
  return [
    line(isUnsure ? `${kind} dashed` : kind, from, y, to, y),
    line(kind, from, y - 4, from, y + 4),
    line(kind, to, y - 4, to, y + 4),
  ];
}

/** Equal is a bar across the line, so that it looks like neither of the marks. */
function signOf(look: Look, telling: Telling, at: number, y: number, said: string): string {
  if (telling === "equal")
    return element("rect", { class: `f${look.colour}`, x: at - 2, y: y - 6, width: 4, height: 12 }, [tip(said)]);
  return mark(look, [at, y], { isHollow: telling !== "differs", said });
}

const limitLine = (x: number, top: number, height: number, said: string): string =>
  element("line", { class: "axis dashed", x1: x, y1: top, x2: x, y2: top + height }, [tip(said)]);

const bordersOf = ({ zoneName, limitName }: ForestOptions): LegendEntry[] => [
  ...(zoneName === undefined
    ? []
    : [{ name: zoneName, draw: (x: number, y: number) => [rectangle("shade", x - 10, y - 7, 20, 14)] }]),
  ...(limitName === undefined
    ? []
    : [{ name: limitName, draw: (x: number, y: number) => [limitLine(x, y - 7, 14, limitName)] }]),
];

/** One entry for each look that the picture has. */
const signsOf = (rows: readonly ForestRow[], means: Record<Telling, string>): LegendEntry[] =>
  (Object.keys(tellings) as Telling[]).flatMap((telling) => {
    const row = rows.find((one) => one.telling === telling);
    if (row === undefined) return [];
    return [
      {
        name: means[telling],
        draw: (x: number, y: number) => [
          ...(telling === "no-interval" ? [] : interval(row.look, telling, x - 10, x + 10, y)),
          signOf(row.look, telling, x, y, means[telling]),
          ...(telling === "unsure" ? [text("quiet", x + BESIDE, y + 4, "?")] : []),
        ],
      },
    ];
  });
