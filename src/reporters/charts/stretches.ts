/**
 * Parts and places of the horizontal axis that mean something: a fault, the interval of a crossover, a step. Each has a letter above
 * the plot, which the legend explains, because their names would overlap.
 */
import type { Plot } from "./axes.js";
import type { LegendEntry } from "./legend.js";
import type { Axis } from "./scales.js";
import { line, rectangle, text } from "./svg.js";

export interface Stretch {
  from: number;
  to: number;
  /** In the legend, beside the letter that stands above the plot. */
  name: string;
  /** A strip at the foot of the plot, beside a stretch that is shaded over its whole height. */
  isStrip?: boolean;
}

/** A place on the horizontal axis, such as a cliff. */
export interface Place {
  x: number;
  name: string;
}

export interface Marked {
  stretches?: readonly Stretch[];
  marks?: readonly Place[];
}

/** px */
const STRIP = 6;
const LETTER = 12;
/** Between the letters and the plot. */
const ABOVE = 5;
/** px above a plot that the letters need. */
export const LETTERS_HEIGHT = 16;
/** The first letter. */
const A = 65;

export type Letters = ReadonlyMap<string, string>;

/** One for each name, in every panel the same. */
export function lettersOf(panels: readonly Marked[]): Letters {
  const names = panels.flatMap(({ stretches = [], marks = [] }) => [...stretches, ...marks].map(({ name }) => name));
  return new Map([...new Set(names)].map((name, i) => [name, String.fromCodePoint(A + i)]));
}

export const hasLetters = ({ stretches = [], marks = [] }: Marked): boolean => stretches.length + marks.length > 0;

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

/** Dashed lines at the places, and the letters of all: from the left, each moved on where it would lie upon the one before. */
export function placesAndLetters({ stretches = [], marks = [] }: Marked, letters: Letters, plot: Plot, x: Axis) {
  const shaded = stretches.filter(({ isStrip }) => !isStrip);
  const placed = [
    ...shaded.map(({ from, to, name }) => ({ at: (within(plot, x.at(from)) + within(plot, x.at(to))) / 2, name })),
    ...marks.map(({ x: value, name }) => ({ at: within(plot, x.at(value)), name })),
  ];
  let free = Number.NEGATIVE_INFINITY;
  return [
    ...marks.map(({ x: value }) => upright(within(plot, x.at(value)), plot)),
    ...placed
      .toSorted((one, other) => one.at - other.at)
      .map(({ at, name }) => {
        const middle = Math.max(at, free);
        free = middle + LETTER;
        return text("quiet", middle, plot.top - ABOVE, letters.get(name)!, "middle");
      }),
  ];
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
