/** Draws axes: lines of a grid, ticks and their labels, and what the axes are called. */
import { FONT_SIZE, LINE_HEIGHT } from "./look.js";
import { type Axis, linesOf, thinned, widestLine } from "./scales.js";
import { line, text } from "./svg.js";
import { widthOf, wrapped } from "./text-width.js";

export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** px between the labels of the vertical axis and the plot. */
const GAP = 8;

/** px that the labels of a vertical axis need. */
export const roomFor = (labels: readonly string[]): number =>
  Math.ceil(Math.max(0, ...labels.map((label) => widthOf(label, FONT_SIZE))) + GAP + 2);

/** Lines across the plot, with labels to the left. */
export const verticalAxis = (axis: Axis, { left, right }: Plot): string[] =>
  axis.ticks.flatMap(({ at, label }) => [
    line("grid", left, at, right, at),
    ...(label === "" ? [] : [text("tick", left - GAP, at + 4, label, "end")]),
  ]);

/** px between labels that were moved. */
const LEAST_GAP = 4;

/**
 * Lines up the plot, with labels below. A label that would leave the picture is moved into it, and left out where it would lie upon
 * the one before.
 */
export function horizontalAxis(axis: Axis, { top, bottom }: Plot, width: number): string[] {
  const moved = axis.ticks.map(({ at, label }) => {
    const half = widestLine(label) / 2;
    return { at: Math.min(width - half, Math.max(half, at)), label };
  });
  const shown = thinned(moved, { gap: LEAST_GAP });
  return axis.ticks.flatMap(({ at }, i) => [
    line("grid", at, top, at, bottom + 4),
    ...linesOf(shown[i]!.label).map((one, row) =>
      text("tick", shown[i]!.at, bottom + 2 + LINE_HEIGHT * (row + 1), one, "middle"),
    ),
  ]);
}

/** Lines of a text in the middle between two x. */
export function caption(content: string, from: number, to: number, top: number): { body: string[]; height: number } {
  const lines = wrapped(content, to - from, FONT_SIZE);
  return {
    body: lines.map((one, i) => text("quiet", (from + to) / 2, top + (i + 1) * LINE_HEIGHT - 4, one, "middle")),
    height: lines.length * LINE_HEIGHT,
  };
}

/** The same, beginning at the left. */
export function label(
  content: string,
  left: number,
  width: number,
  top: number,
  kind = "quiet",
): { body: string[]; height: number } {
  const lines = wrapped(content, width, FONT_SIZE * (kind === "strong" ? 1.1 : 1));
  return {
    body: lines.map((one, i) => text(kind, left, top + (i + 1) * LINE_HEIGHT - 4, one)),
    height: lines.length * LINE_HEIGHT,
  };
}
