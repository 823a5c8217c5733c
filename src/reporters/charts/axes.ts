/** Draws axes: lines of a grid, ticks and their labels, and what the axes are called. */
import { FONT_SIZE, LINE_HEIGHT } from "./look.js";
import type { Axis } from "./scales.js";
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

/** Lines up the plot, with labels below. A label that would leave the picture is moved into it. */
export const horizontalAxis = (axis: Axis, { top, bottom }: Plot, width: number): string[] =>
  axis.ticks.flatMap(({ at, label }) => {
    const half = widthOf(label, FONT_SIZE) / 2;
    const x = Math.min(width - half, Math.max(half, at));
    return [
      line("grid", at, top, at, bottom + 4),
      ...(label === "" ? [] : [text("tick", x, bottom + 4 + LINE_HEIGHT - 2, label, "middle")]),
    ];
  });

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
