/** Stacked bars, one for each approach: parts of a whole, each with a hatching of its own beside its colour. */
import { horizontalAxis, label, type Plot } from "./axes.js";
import type { Drawing } from "./drawing.js";
import { legend } from "./legend.js";
import { COLOURS, FONT_SIZE, LINE_HEIGHT } from "./look.js";
import { hatch } from "./paths.js";
import { linearAxis } from "./scales.js";
import { element, line, rectangle, text } from "./svg.js";
import { widthOf } from "./text-width.js";

export interface Part {
  name: string;
  /** Undefined: unknown, so it has no area. */
  value: number | undefined;
  /** What a pointer is told, where it is not the value as the axis writes it. */
  said?: string;
}

export interface Bar {
  name: string;
  parts: readonly Part[];
  /** What stands at its end: the whole, or that nothing is known. */
  said: string;
}

export interface BarsOptions {
  width: number;
  bars: readonly Bar[];
  format(value: number): string;
  isBytes?: boolean;
  /** All bars are as long as the longest, unless they are shares of a common whole. */
  top?: number;
}

const HEIGHT = 22;
const SIDE_BY_SIDE = 560;
/** px: a part that is there is never invisible. */
const LEAST_PART = 3;

export function bars({ width, bars: all, format, isBytes, top }: BarsOptions): Drawing {
  const names = [...new Set(all.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  const keys = legend(
    names.map((name, i) => ({ name, draw: (x, y) => area(i, x - 10, y - 7, 20, 14, name) })),
    width,
  );
  const isWide = width >= SIDE_BY_SIDE;
  const nameWidth = isWide
    ? Math.min(width * 0.3, Math.max(0, ...all.map(({ name }) => widthOf(name, FONT_SIZE))) + 14)
    : 0;
  const saidWidth = Math.min(width * 0.4, Math.max(0, ...all.map(({ said }) => widthOf(said, FONT_SIZE))) + 12);
  const plot: Plot = {
    left: nameWidth,
    right: width - saidWidth - LEAST_PART * names.length,
    top: keys.height + 4,
    bottom: 0,
  };
  const longest = top ?? Math.max(0, ...all.map(wholeOf));
  const axis = linearAxis({
    low: 0,
    high: longest,
    from: plot.left,
    to: plot.right,
    format,
    ...(isBytes && { isBytes }),
  });
  let y = plot.top;
  const body = all.flatMap((bar) => {
    const said = label(bar.name, 0, isWide ? nameWidth - 10 : width, y + (isWide ? 2 : 0), "name");
    const at = isWide ? y : y + said.height;
    const parts = drawBar(bar, names, axis.at, plot.left, at, format);
    const end = text("tick", parts.end + 6, at + HEIGHT / 2 + 4, bar.said);
    y = Math.max(at + HEIGHT, isWide ? y + said.height + 2 : 0) + 8;
    return [...said.body, ...parts.body, end];
  });
  plot.bottom = y;
  return {
    width,
    height: y + 4 + LINE_HEIGHT + 6,
    body: [
      ...keys.body,
      ...horizontalAxis(axis, plot, width),
      ...body,
      line("axis", plot.left, plot.top, plot.left, y),
    ],
  };
}

const wholeOf = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + (value ?? 0), 0);

function drawBar(
  { parts }: Bar,
  names: readonly string[],
  at: (value: number) => number,
  left: number,
  top: number,
  format: BarsOptions["format"],
) {
  let [x, sum] = [left, 0];
  const body = parts.flatMap(({ name, value, said }) => {
    if (value === undefined || value <= 0) return [];
    sum += value;
    const from = x;
    x = Math.max(at(sum), from + LEAST_PART);
    return area(names.indexOf(name), from, top, x - from, HEIGHT, `${name}: ${said ?? format(value)}`);
  });
  return { body, end: x };
}

/** The first part is plain, and each further one has a hatching of its own. */
function area(place: number, x: number, y: number, width: number, height: number, said: string): string[] {
  const isAgain = place >= COLOURS; // its colour is that of an earlier part
  const [step, isFalling] = isAgain ? [4, place % 2 === 1] : [place === 3 ? 5 : 9, place === 2];
  return [
    rectangle(`f${place % COLOURS}`, x, y, width, height, said),
    ...(place === 0 ? [] : [element("path", { class: "hatch", d: hatch(x, y, width, height, step, isFalling) })]),
  ];
}
