/**
 * Parts and places of the horizontal axis that mean something: a fault, the interval of a crossover, a step. Each has a letter above
 * the plot, which the legend explains, because their names would overlap.
 */
import type { Plot } from "./axes.js";
import type { LegendEntry } from "./legend.js";
import type { Look } from "./look.js";
import type { Axis } from "./scales.js";
import { element, line, rectangle, text, tip } from "./svg.js";
import { textsAbove } from "./texts-above.js";

export interface Stretch {
  from: number;
  to: number;
  /** In the legend, beside the letter that stands above the plot. */
  name: string;
  /** A strip at the foot of the plot, beside a stretch that is shaded over its whole height. */
  isStrip?: boolean;
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

export interface Marked {
  stretches?: readonly Stretch[];
  marks?: readonly Mark[];
}

/** px */
const STRIP = 6;
/** px above a plot that the letters and labels need. */
export const TEXTS_HEIGHT = 16;
/** The first letter. */
const A = 65;

export type Letters = ReadonlyMap<string, string>;

/** One for each name, in every panel the same; a mark with a label needs none. */
export function lettersOf(panels: readonly Marked[]): Letters {
  const names = panels.flatMap(({ stretches = [], marks = [] }) =>
    [...stretches, ...marks.filter(({ label }) => label === undefined)].map(({ name }) => name),
  );
  return new Map([...new Set(names)].map((name, i) => [name, String.fromCodePoint(A + i)]));
}

export const hasTextsAbove = ({ stretches = [], marks = [] }: Marked): boolean => stretches.length + marks.length > 0;

/** To be drawn before what lies upon them. */
export const shades = ({ stretches = [] }: Marked, letters: Letters, plot: Plot, x: Axis): string[] =>
  stretches.flatMap(({ from, to, name, isStrip }) => {
    const [begin, end] = [within(plot, x.at(from)), within(plot, x.at(to))];
    const top = isStrip ? plot.bottom - STRIP : plot.top;
    return [
      rectangle(isStrip ? "strip" : "shade", begin, top, Math.max(2, end - begin), plot.bottom - top, name),
      ...(isStrip ? [text("quiet", end + 4, plot.bottom - 3, letters.get(name)!)] : []),
    ];
  });

/** Dashed lines at the marks, and the letters and labels of all. */
export function marksAndTexts({ stretches = [], marks = [] }: Marked, letters: Letters, plot: Plot, x: Axis): string[] {
  const shaded = stretches.filter(({ isStrip }) => !isStrip);
  return [
    ...marks.map((one) => markLine(one, within(plot, x.at(one.x)), plot)),
    ...textsAbove(
      [
        ...shaded.map(({ from, to, name }) => ({
          at: (within(plot, x.at(from)) + within(plot, x.at(to))) / 2,
          content: letters.get(name)!,
          kind: "quiet",
        })),
        ...marks.map(({ x: value, name, label }) => ({
          at: within(plot, x.at(value)),
          content: label ?? letters.get(name)!,
          kind: label === undefined ? "quiet" : "size",
        })),
      ],
      plot,
    ),
  ];
}

function markLine({ name, label, look }: Mark, at: number, { top, bottom }: Plot): string {
  const kind = look === undefined ? "axis dashed" : `line dashed s${look.colour}`;
  const said = label === undefined ? [] : [tip(name)];
  return element("line", { class: kind, x1: at, y1: top, x2: at, y2: bottom }, said);
}

/** Where stretches begin and end, for plots whose content hides the shade. */
export const edges = ({ stretches = [] }: Marked, plot: Plot, x: Axis): string[] =>
  stretches.flatMap(({ from, to }) => [from, to].map((value) => upright(within(plot, x.at(value)), plot)));

export const stretchEntries = (letters: Letters): LegendEntry[] =>
  [...letters].map(([name, letter]) => ({
    name,
    draw: (x: number, y: number) => [
      rectangle("shade", x - 10, y - 8, 20, 16),
      text("name", x, y + 4, letter, "middle"),
    ],
  }));

const upright = (at: number, { top, bottom }: Plot): string => line("axis dashed", at, top, at, bottom);

const within = ({ left, right }: Plot, at: number): number => Math.min(right, Math.max(left, at));
