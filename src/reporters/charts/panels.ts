/** Where small multiples stand: side by side where they have room, each below its title. */
import { label, type Plot } from "./axes.js";
import { LETTERS_HEIGHT } from "./stretches.js";

export interface PanelHead {
  /** Empty: the only one. */
  title: string;
  /** Whether letters stand above its plot. */
  hasLetters: boolean;
}

export interface PanelsOptions {
  /** px, as all others. */
  width: number;
  top: number;
  /** What the labels of the vertical axis need. */
  left: number;
  height: number;
}

const LEAST_WIDTH = 300;
const BELOW_TICKS = 26;
const BETWEEN = 4;
/** Between the letters, or the title, and the plot. */
const ABOVE = 8;
const RIGHT = 10;

export interface Panels {
  plots: Plot[];
  /** The titles. */
  body: string[];
  /** Where what stands below all of them begins. */
  bottom: number;
}

export function panelsOf(heads: readonly PanelHead[], { width, top, left, height }: PanelsOptions): Panels {
  const columns = heads.length === 1 ? 1 : Math.max(1, Math.min(heads.length, Math.floor(width / LEAST_WIDTH)));
  const panelWidth = width / columns;
  const [plots, body]: [Plot[], string[]] = [[], []];
  let rowTop = top;
  for (let first = 0; first < heads.length; first += columns) {
    const row = heads.slice(first, first + columns);
    const titles = row.map(({ title }, i) =>
      label(title, i * panelWidth + left, panelWidth - left - 12, rowTop, "strong"),
    );
    const letters = row.some((head) => head.hasLetters) ? LETTERS_HEIGHT : 0;
    const plotTop = rowTop + Math.max(...titles.map((title) => title.height)) + letters + ABOVE;
    for (const [i] of row.entries()) {
      plots.push({
        left: i * panelWidth + left,
        right: (i + 1) * panelWidth - RIGHT,
        top: plotTop,
        bottom: plotTop + height,
      });
      body.push(...titles[i]!.body);
    }
    rowTop = plotTop + height + BELOW_TICKS + BETWEEN;
  }
  return { plots, body, bottom: rowTop - BETWEEN };
}
