/**
 * How charts look: colours, marks and the styles of both themes. What colours tell apart, shapes or dashes tell apart as well. The
 * colours are made from Okabe and Ito's palette, which colour-blind readers can tell apart, with contrast enough on either paper.
 */
import { heatPalette } from "./heat-colours.js";

const palette = [
  { light: "#0072b2", dark: "#56b4e9" },
  { light: "#b34e00", dark: "#e69f00" },
  { light: "#00795a", dark: "#2fc89a" },
  { light: "#a8427f", dark: "#e59cc6" },
] as const;

export const COLOURS = palette.length;

/** px */
export const FONT_SIZE = 12;
export const TITLE_SIZE = 16;
export const LINE_HEIGHT = 16;

const themes = {
  light: { paper: "#ffffff", ink: "#24292f", quiet: "#57606a", grid: "#d0d7de", shade: "#eaeef2" },
  dark: { paper: "#0d1117", ink: "#e6edf3", quiet: "#9aa4af", grid: "#30363d", shade: "#21262d" },
} as const;

const rulesOf = (theme: keyof typeof themes): string => {
  const { paper, ink, quiet, grid, shade } = themes[theme];
  return [
    `.chart .paper{fill:${paper}}.chart text{fill:${ink};stroke:${paper}}.chart .quiet{fill:${quiet}}`,
    `.chart .grid{stroke:${grid}}.chart .axis{stroke:${ink}}.chart .shade{fill:${shade};stroke:${grid}}.chart .strip{fill:${quiet}}`,
    `.chart .open{fill:${paper}}.chart .edge{stroke:${paper}}.chart .hatch{stroke:${paper}}.chart .unsure{stroke:${quiet}}`,
    `.chart .frame{fill:${paper};stroke:${quiet}}`,
    ...palette.map((one, i) => `.chart .s${i}{stroke:${one[theme]}}.chart .f${i}{fill:${one[theme]}}`),
    ...heatPalette.map((one, i) => `.chart .h${i}{color:${one[theme]}}`),
  ].join("");
};

/** Prints are on white paper, whatever the reader's theme. */
export const CHART_STYLE = [
  `.chart text{font:${FONT_SIZE}px system-ui,sans-serif;paint-order:stroke;stroke-width:3px;stroke-linejoin:round}.chart .title{font-size:${TITLE_SIZE}px;font-weight:600}.chart .strong{font-weight:600}`,
  ".chart .line{fill:none;stroke-width:1.75}.chart .thick{stroke-width:3}.chart .band{opacity:.18}.chart .half{opacity:.45}.chart .shade{opacity:.75;stroke-width:1}.chart .hatch{fill:none;stroke-width:1.5}",
  ".chart .dashed{stroke-dasharray:5 3}.chart .dotted{stroke-dasharray:1.5 3}.chart .grid,.chart .axis{stroke-width:1}.chart .open{stroke-width:1.5}",
  // A cell is a stroke in units of columns and rows
  ".chart .cells{fill:none;stroke-width:1;shape-rendering:crispEdges}.chart .cells path{stroke:currentColor}.chart .key{fill:currentColor}",
  rulesOf("light"),
  `@media screen and (prefers-color-scheme:dark){${rulesOf("dark")}}`,
].join("");

/** An approach's look, by its place among all approaches. With more than four, colours repeat; with more than eight, marks do. */
export interface Look {
  /** Index of the colour: classes s0 and f0 have it as stroke and as fill. */
  colour: number;
  /** Index of the mark's shape. */
  shape: number;
  isDashed: boolean;
}

export const lookOf = (place: number): Look => ({
  colour: place % COLOURS,
  shape: place,
  isDashed: Math.floor(place / COLOURS) % 2 === 1,
});
