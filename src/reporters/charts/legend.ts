/** What the looks of a chart mean. Entries stand side by side where they have room, and long names take several lines. */
import { FONT_SIZE, LINE_HEIGHT, type Look } from "./look.js";
import { mark } from "./paths.js";
import { line, text } from "./svg.js";
import { widthOf, wrapped } from "./text-width.js";

export interface LegendEntry {
  name: string;
  /** What is drawn in front of the name, within 22 × 14 px around (x, y). */
  draw(x: number, y: number): string[];
}

/** px */
const SIGN = 30;
const BETWEEN = 18;

export function legend(entries: readonly LegendEntry[], width: number, top = 0): { body: string[]; height: number } {
  const body: string[] = [];
  let [x, y] = [0, top];
  let rowHeight = 0;
  for (const { name, draw } of entries) {
    const lines = wrapped(name, width - SIGN, FONT_SIZE);
    const needed = SIGN + Math.max(...lines.map((one) => widthOf(one, FONT_SIZE)));
    if (x > 0 && x + needed > width) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    body.push(...draw(x + 11, y + LINE_HEIGHT / 2));
    body.push(...lines.map((one, i) => text("name", x + SIGN - 4, y + LINE_HEIGHT * (i + 1) - 4, one)));
    rowHeight = Math.max(rowHeight, lines.length * LINE_HEIGHT + 4);
    x += needed + BETWEEN;
  }
  return { body, height: entries.length === 0 ? 0 : y + rowHeight - top + 4 };
}

/** A line with a mark on it, as a curve has. */
export const curveSign =
  (look: Look) =>
  (x: number, y: number): string[] => [
    line(`line s${look.colour}${look.isDashed ? " dashed" : ""}`, x - 11, y, x + 11, y),
    mark(look, [x, y]),
  ];

export const markSign =
  (look: Look, isHollow = false) =>
  (x: number, y: number): string[] => [mark(look, [x, y], { isHollow })];
