/**
 * Rows over one axis: at each point who is ahead, and the ranges within which something surely lies. What a row comes to stands beside
 * it in words. Whoever is ahead shows in the colour and the shape of a mark; hollow marks tell nothing for sure.
 */
import { caption, horizontalAxis, label, type Plot } from "./axes.js";
import { axisOn, extent, type Scale } from "./curve-scale.js";
import type { Drawing } from "./drawing.js";
import { type LegendEntry, legend } from "./legend.js";
import { FONT_SIZE, LINE_HEIGHT, type Look } from "./look.js";
import { mark } from "./paths.js";
import type { Axis } from "./scales.js";
import { element, line, rectangle, tip } from "./svg.js";
import { widthOf } from "./text-width.js";

export interface StripMark {
  x: number;
  look: Look;
  isHollow: boolean;
  /** The mark in words. */
  said: string;
}

export interface StripRange {
  from: number;
  to: number;
  said: string;
}

export interface StripRow {
  name: string;
  marks: readonly StripMark[];
  /** Shaded over the whole row. */
  ranges: readonly StripRange[];
  /** Thin, at the foot of the row: the same range by other means. */
  checks: readonly StripRange[];
  /** Where within the ranges it most likely lies. */
  estimates: readonly { x: number; said: string }[];
  /** What stands beside the row. */
  said: string;
}

export interface StripGroup {
  /** Empty: the only one. */
  name: string;
  rows: readonly StripRow[];
}

export interface StripsOptions {
  width: number;
  groups: readonly StripGroup[];
  x: Scale;
  legend: readonly LegendEntry[];
}

/** px */
const ROW = 24;
const CHECK = 4;
const BESIDE = 12;
const SIDE_BY_SIDE = 560;

export function strips({ width, groups, x, legend: entries }: StripsOptions): Drawing {
  const rows = groups.flatMap((group) => group.rows);
  const isWide = width >= SIDE_BY_SIDE;
  const keys = legend(entries, width);
  const plot: Plot = {
    left: isWide
      ? columnFor(
          rows.map(({ name }) => name),
          width * 0.25,
        )
      : 2,
    right:
      width -
      (isWide
        ? columnFor(
            rows.map(({ said }) => said),
            width * 0.36,
          )
        : 2),
    top: keys.height + 4,
    bottom: 0,
  };
  const places = rows.flatMap(({ marks, ranges }) => [
    ...marks.map((one) => one.x),
    ...ranges.flatMap(({ from, to }) => [from, to]),
  ]);
  const axis = axisOn(x, extent(places, x), plot.left + 8, plot.right - 8);
  const below: string[] = [];
  const above: string[] = [];
  let y = plot.top;
  for (const { name, rows: own } of groups) {
    const heading = label(name, 0, width, y, "strong");
    above.push(...heading.body);
    y += heading.height + 4;
    for (const row of own) {
      const words = isWide ? wordsBeside(row, plot, width, y) : wordsAbove(row, width, y);
      const drawn = drawRow(row, words.stripTop, words.bottom - words.stripTop, axis, plot);
      below.push(...drawn.below);
      above.push(...words.body, ...drawn.above);
      y = words.bottom + 4;
    }
    y += 8;
  }
  plot.bottom = y - 8;
  const foot = caption(x.name, 0, width, plot.bottom + LINE_HEIGHT + 8);
  return {
    width,
    height: plot.bottom + LINE_HEIGHT + 8 + foot.height + 4,
    body: [...keys.body, ...below, ...horizontalAxis(axis, plot, width), ...above, ...foot.body],
  };
}

/** px for words beside the strips, which take several lines where they are longer. */
const columnFor = (texts: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...texts.map((one) => widthOf(one, FONT_SIZE)))) + BESIDE;

interface Words {
  body: string[];
  stripTop: number;
  bottom: number;
}

function wordsBeside({ name, said }: StripRow, { left, right }: Plot, width: number, top: number): Words {
  const columns = [
    [name, 0, left - BESIDE],
    [said, right + BESIDE, width - right - BESIDE],
  ] as const;
  const lines = columns.map(([words, from, room]) => label(words, from, room, 0, "name").height);
  const height = Math.max(ROW, ...lines);
  const body = columns.flatMap(
    ([words, from, room], i) => label(words, from, room, top + (height - lines[i]!) / 2, "name").body,
  );
  return { body, stripTop: top, bottom: top + height };
}

function wordsAbove({ name, said }: StripRow, width: number, top: number): Words {
  const { body, height } = label(`${name}: ${said}`, 0, width, top, "name");
  return { body, stripTop: top + height, bottom: top + height + ROW };
}

function drawRow(
  { marks, ranges, checks, estimates }: StripRow,
  top: number,
  height: number,
  axis: Axis,
  plot: Plot,
): { below: string[]; above: string[] } {
  const inside = (at: number): number => Math.min(plot.right, Math.max(plot.left, at));
  const spanOf = ({ from, to }: StripRange): [number, number] => {
    const [begin, end] = [inside(axis.at(from)), inside(axis.at(to))];
    return [begin, Math.max(2, end - begin)];
  };
  const middle = top + height / 2;
  return {
    below: ranges.map((range) => {
      const [begin, width] = spanOf(range);
      return rectangle("shade", begin, top, width, height, range.said);
    }),
    above: [
      line("grid", plot.left, middle, plot.right, middle),
      ...checks.map((check) => {
        const [begin, width] = spanOf(check);
        return rectangle("strip", begin, top + height - CHECK, width, CHECK, check.said);
      }),
      ...estimates.map(({ x, said }) => estimateLine(inside(axis.at(x)), top, height, said)),
      ...marks.map(({ x, look, isHollow, said }) => mark(look, [axis.at(x), middle], { isHollow, said })),
    ],
  };
}

const estimateLine = (x: number, top: number, height: number, said: string): string =>
  element("line", { class: "axis dashed", x1: x, y1: top, x2: x, y2: top + height }, [tip(said)]);

/** What a legend draws beside its words. */
export const stripSigns = {
  range: (x: number, y: number): string[] => [rectangle("shade", x - 10, y - 8, 20, 16)],
  check: (x: number, y: number): string[] => [rectangle("strip", x - 10, y - CHECK / 2, 20, CHECK)],
  estimate: (x: number, y: number): string[] => [line("axis dashed", x, y - 8, x, y + 8)],
};
