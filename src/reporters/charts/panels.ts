/** Where small multiples stand: side by side where they have room, each below its title. */
import { label, type Plot } from "./axes.js";
import { LINE_HEIGHT } from "./look.js";
import { TEXTS_HEIGHT } from "./stretches.js";

export interface PanelHead {
  /** Empty: the only one. */
  title: string;
  /** Whether letters or labels stand above its plot. */
  hasTexts: boolean;
}

export interface PanelsOptions {
  /** px, as all others. */
  width: number;
  top: number;
  /** What the labels of the vertical axis need. */
  left: number;
  height: number;
  /** Lines of the labels below each plot. */
  tickLines?: number;
}

const LEAST_WIDTH = 300;
/** Above and below the labels of the horizontal axis. */
const AROUND_TICKS = 10;
const BETWEEN = 4;
/** Between the letters and labels, or the title, and the plot. */
const ABOVE = 8;
const RIGHT = 10;

export interface Panels {
  plots: Plot[];
  /** The titles. */
  body: string[];
  /** Where what stands below all of them begins. */
  bottom: number;
}

export function panelsOf(
  heads: readonly PanelHead[],
  { width, top, left, height, tickLines = 1 }: PanelsOptions,
): Panels {
  const columns = heads.length === 1 ? 1 : Math.max(1, Math.min(heads.length, Math.floor(width / LEAST_WIDTH)));
  const panelWidth = width / columns;
  const [plots, body]: [Plot[], string[]] = [[], []];
  let rowTop = top;
  for (let first = 0; first < heads.length; first += columns) {
    const row = heads.slice(first, first + columns);
    const titles = row.map(({ title }, i) =>
      label(title, i * panelWidth + left, panelWidth - left - 12, rowTop, "strong"),
    );
    const texts = row.some((head) => head.hasTexts) ? TEXTS_HEIGHT : 0;
    const plotTop = rowTop + Math.max(...titles.map((title) => title.height)) + texts + ABOVE;
    for (const [i] of row.entries()) {
      plots.push({
        left: i * panelWidth + left,
        right: (i + 1) * panelWidth - RIGHT,
        top: plotTop,
        bottom: plotTop + height,
      });
      body.push(...titles[i]!.body);
    }
    rowTop = plotTop + height + AROUND_TICKS + tickLines * LINE_HEIGHT + BETWEEN;
  }
  return { plots, body, bottom: rowTop - BETWEEN };
}
