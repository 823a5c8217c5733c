/**
 * Heat maps: how many values lie in each cell of a time and a logarithmic level, in one panel or several on the same axes and the same
 * colours. What lies beyond the axis stands in a strip of its own above it, so that a few late ones do not flatten all others.
 */
import { caption, horizontalAxis, label, type Plot, roomFor, verticalAxis } from "./axes.js";
import { axisOn, type Scale } from "./curve-scale.js";
import type { Drawing } from "./drawing.js";
import { colourSteps, levelOf, type Shade } from "./heat-colours.js";
import { type LegendEntry, legend } from "./legend.js";
import { FONT_SIZE } from "./look.js";
import { panelsOf } from "./panels.js";
import { type Axis, logAxis } from "./scales.js";
import { edges, hasTextsAbove, lettersOf, type Marked, marksAndTexts, shades, stretchEntries } from "./stretches.js";
import { element, group, line, rectangle, text } from "./svg.js";

/** How many values each row has, from the lowest row on; the last one counts those beyond the axis. */
export type Column = readonly number[];

export interface HeatPanel extends Marked {
  title: string;
  columns: readonly Column[];
}

export interface HeatOptions {
  width: number;
  panels: readonly HeatPanel[];
  /** Linear from 0; all columns are equally wide. */
  x: Scale & { columnWidth: number };
  y: {
    name: string;
    /** Where each row begins, and where the last one ends. */
    edges: readonly number[];
    format(value: number): string;
    /** Whether the lowest row has also what lies below it. */
    holdsLess: boolean;
  };
  /** What is counted, in the plural. */
  unit: string;
  format(count: number): string;
  panelHeight?: number;
}

/** px */
const STRIP = 12;
/** So that its label is clear of one at the end of the axis. */
const STRIP_ROOM = STRIP + 11;
const INSET = 6;

export function heatMap({ width, panels, x, y, unit, format, panelHeight = 170 }: HeatOptions): Drawing {
  const letters = lettersOf(panels);
  const most = Math.max(0, ...panels.flatMap(({ columns }) => columns.map((column) => Math.max(0, ...column))));
  const [lowest, highest] = [y.edges[0]!, y.edges.at(-1)!];
  const hasBeyond = panels.some(({ columns }) => columns.some((column) => column.at(-1)! > 0));
  const beyond = hasBeyond ? `> ${y.format(highest)}` : undefined;
  const keys = legend(
    [...keyEntries(most, unit, format), ...stretchEntries(letters), ...edgeEntries(y, beyond)],
    width,
  );
  const name = label(y.name, 0, width, keys.height, "quiet");
  const levelsOf = (from: number, to: number): Axis =>
    logAxis({ low: lowest, high: highest, from, to, format: y.format, isTight: true });
  const room = hasBeyond ? STRIP_ROOM : 0;
  const labels = levelsOf(panelHeight, 0).ticks.map((tick) => tick.label);
  const left = roomFor(beyond === undefined ? labels : [...labels, beyond]);
  const placed = panelsOf(
    panels.map((panel) => ({ title: panel.title, hasTexts: hasTextsAbove(panel) })),
    { width, top: keys.height + name.height + 4, left, height: panelHeight + room },
  );
  const drawn = panels.flatMap((panel, i) => {
    const whole = placed.plots[i]!;
    const plot = { ...whole, top: whole.top + room };
    const across = axisOn(x, x.reach ?? [0, x.columnWidth], plot.left + INSET, plot.right - INSET);
    const up = levelsOf(plot.bottom, plot.top);
    return [
      ...shades(panel, letters, whole, across),
      ...verticalAxis(up, plot),
      ...horizontalAxis(across, whole, width),
      ...cells(panel.columns, across, x.columnWidth, up, y.edges, most),
      ...(beyond === undefined ? [] : strip(panel.columns, across, x.columnWidth, whole, beyond, most)),
      line("axis", plot.left, plot.bottom, plot.right, plot.bottom),
      ...edges(panel, whole, across),
      ...marksAndTexts(panel, letters, whole, across),
    ];
  });
  const below = caption(x.name, left, width - 10, placed.bottom);
  return {
    width,
    height: placed.bottom + 4 + below.height,
    body: [...keys.body, ...name.body, ...placed.body, ...drawn, ...below.body],
  };
}

/** In units of columns and rows, so that a cell takes few characters: there may be thousands of them. */
function cells(
  columns: readonly Column[],
  x: Axis,
  columnWidth: number,
  y: Axis,
  [lowest, next]: readonly number[],
  most: number,
): string[] {
  const inside = columns.map((column) => column.slice(0, -1));
  return coloured(inside, most, {
    left: x.at(0),
    bottom: y.at(lowest!),
    width: x.at(columnWidth) - x.at(0),
    height: y.at(lowest!) - y.at(next!),
  });
}

/** Its one row is as high as it can be read. */
function strip(
  columns: readonly Column[],
  x: Axis,
  columnWidth: number,
  { left, right, top }: Plot,
  name: string,
  most: number,
): string[] {
  const beyond = columns.map((column) => [column.at(-1)!]);
  const width = x.at(columnWidth) - x.at(0);
  return [
    rectangle("frame", left, top, right - left, STRIP),
    ...coloured(beyond, most, { left: x.at(0), bottom: top + STRIP, width, height: STRIP }),
    text("tick", left - 8, top + FONT_SIZE - 2, name, "end"),
  ];
}

interface Cell {
  /** px: of the lowest row's first column. */
  left: number;
  bottom: number;
  width: number;
  height: number;
}

/** A path for each colour; cells of one colour that lie side by side are one line, which is as thick as a row is high. */
function coloured(columns: readonly Column[], most: number, { left, bottom, width, height }: Cell): string[] {
  const paths = new Map<number, string>();
  const rows = Math.max(0, ...columns.map(({ length }) => length));
  for (let row = 0; row < rows; row++) {
    const levels = columns.map((column) => levelOf(column[row]!, most));
    for (const [begin, level] of levels.entries()) {
      if (level === undefined || level === levels[begin - 1]) continue;
      const after = levels.findIndex((one, i) => i > begin && one !== level);
      const end = after === -1 ? levels.length : after;
      paths.set(level, `${paths.get(level) ?? ""}M${begin},${row}.5h${end - begin}`);
    }
  }
  if (paths.size === 0) return [];
  const transform = `translate(${r(left)} ${r(bottom)}) scale(${r(width)} ${r(-height)})`;
  return [
    group(
      { class: "cells", transform },
      [...paths].map(([level, d]) => element("path", { class: `h${level}`, d })),
    ),
  ];
}

/** So fine that a hundred columns end where the axis says. */
const r = (pixels: number): number => Math.round(pixels * 1e4) / 1e4;

const keyEntries = (most: number, unit: string, format: HeatOptions["format"]): LegendEntry[] =>
  colourSteps(most).map(({ level, from, to }, i) => ({
    name: `${from === to ? format(from) : `${format(from)}–${format(to)}`}${i === 0 ? ` ${unit} in a cell` : ""}`,
    draw: (x, y) => [swatch({ level, from, to }, x, y)],
  }));

const swatch = ({ level }: Shade, x: number, y: number): string => rectangle(`key h${level}`, x - 10, y - 7, 20, 14);

const edgeEntries = ({ edges, format, holdsLess }: HeatOptions["y"], beyond: string | undefined): LegendEntry[] => [
  ...(beyond === undefined
    ? []
    : [
        {
          name: `above the axis: all that are ${beyond}`,
          draw: (x: number, y: number) => [rectangle("frame", x - 10, y - STRIP / 2, 20, STRIP)],
        },
      ]),
  ...(holdsLess
    ? [
        {
          name: `lowest row: also what is below ${format(edges[0]!)}`,
          draw: (x: number, y: number) => [line("axis", x - 10, y + 4, x + 10, y + 4)],
        },
      ]
    : []),
];
