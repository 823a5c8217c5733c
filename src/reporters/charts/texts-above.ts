/** Short texts above a plot: letters of what is shaded in it, and sizes of changes. */
import type { Plot } from "./axes.js";
import { FONT_SIZE } from "./look.js";
import { text } from "./svg.js";
import { widthOf } from "./text-width.js";

export interface TextAbove {
  /** px */
  at: number;
  content: string;
  kind: string;
}

/** px between the ends of neighbours, and between a text and the plot. */
const GAP = 3.5;
const ABOVE = 5;

/**
 * From the left, each moved on where it would lie upon the one before, and back again at the right end. Where all of them have no
 * room there is none: what they say stands in the legend or in words.
 */
export function textsAbove(placed: readonly TextAbove[], { left, right, top }: Plot): string[] {
  const texts = placed
    .map((one) => ({ ...one, half: widthOf(one.content, FONT_SIZE) / 2 }))
    .sort((one, other) => one.at - other.at);
  if (texts.reduce((sum, { half }) => sum + 2 * half + GAP, 0) > right - left) return [];
  let free = left;
  for (const one of texts) {
    one.at = Math.max(one.at, free + one.half);
    free = one.at + one.half + GAP;
  }
  let end = right;
  for (const one of texts.toReversed()) {
    one.at = Math.min(one.at, end - one.half);
    end = one.at - one.half - GAP;
  }
  return texts.map(({ at, content, kind }) => text(kind, at, top - ABOVE, content, "middle"));
}
