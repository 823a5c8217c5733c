/**
 * A grid of two settings: a tile for each pair of their values, with the mark of whoever needs less there and by how much. Filled tiles
 * and marks are sure, dashed and hollow ones are not, and a tile of nobody has no mark.
 */
import { caption, label } from "./axes.js";
import type { Drawing } from "./drawing.js";
import { type LegendEntry, legend } from "./legend.js";
import { FONT_SIZE, LINE_HEIGHT, type Look } from "./look.js";
import { mark } from "./paths.js";
import { thinned } from "./scales.js";
import { rectangle, text } from "./svg.js";
import { widthOf } from "./text-width.js";

export interface Tile {
  /** Undefined: nobody is known to need less. */
  look: Look | undefined;
  isSure: boolean;
  /** What stands in the tile where it has room. */
  text: string;
  /** The tile in words. */
  said: string;
}

export interface TilesOptions {
  width: number;
  columns: readonly string[];
  rows: readonly string[];
  /** By row. */
  tiles: readonly (readonly Tile[])[];
  columnsName: string;
  rowsName: string;
  legend: readonly LegendEntry[];
}

/** px */
const GAP = 2;
/** px² */
const LARGEST_MARK = 58;
/** px */
const MARKED = 28;
const MARKED_WITH_TEXT = 46;
/** Column labels that are wider than this are words, which are broken into lines. */
const WIDEST_NUMBER = 72;

export function tiles({
  width,
  columns,
  rows,
  tiles: all,
  columnsName,
  rowsName,
  legend: entries,
}: TilesOptions): Drawing {
  const keys = legend(entries, width);
  const names = label(rowsName, 0, width, keys.height);
  const left = Math.min(width * 0.3, Math.max(0, ...rows.map((row) => widthOf(row, FONT_SIZE)))) + 10;
  const step = (width - left) / columns.length;
  const fits = (tile: Tile): boolean => widthOf(tile.text, FONT_SIZE) + 8 <= step;
  const hasText = all.every((row) => row.every((tile) => fits(tile)));
  const body = [...keys.body, ...names.body];
  let y = keys.height + names.height + 4;
  for (const [i, row] of rows.entries()) {
    const lines = label(row, 0, left - 10, 0, "name").height;
    const height = Math.max(hasText ? MARKED_WITH_TEXT : MARKED, lines + 4);
    body.push(...label(row, 0, left - 10, y + (height - lines) / 2, "name").body);
    body.push(
      ...all[i]!.flatMap((tile, k) =>
        drawTile(tile, { x: left + k * step, y, width: step, height }, { hasText, fits: fits(tile) }),
      ),
    );
    y += height;
  }
  const below = columnLabels(columns, left, step, width, y + 2);
  const foot = caption(columnsName, left, width, y + 2 + below.height);
  return {
    width,
    height: y + 2 + below.height + foot.height + 4,
    body: [...body, ...below.body, ...foot.body],
  };
}

interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

function drawTile(
  { look, isSure, text: words, said }: Tile,
  { x, y, width, height }: Place,
  { hasText, fits }: { hasText: boolean; fits: boolean },
): string[] {
  const middle = { x: x + width / 2, y: y + height / 2 };
  const area = rectangle(areaOf(look, isSure), x + GAP / 2, y + GAP / 2, width - GAP, height - GAP, said);
  if (look === undefined) return [area, ...(fits ? [text("tick", middle.x, middle.y + 4, words, "middle")] : [])];
  const spot = [middle.x, hasText ? middle.y - 8 : middle.y] as const;
  return [
    area,
    mark(look, spot, { isHollow: !isSure, said, area: Math.min(LARGEST_MARK, (width - 2 * GAP) ** 2 / 2) }),
    ...(hasText ? [text("tick", middle.x, middle.y + 13, words, "middle")] : []),
  ];
}

const areaOf = (look: Look | undefined, isSure: boolean): string =>
  look === undefined ? "open grid" : isSure ? `f${look.colour} half` : "open unsure dashed";

function columnLabels(columns: readonly string[], left: number, step: number, width: number, top: number) {
  const at = (i: number): number => left + (i + 0.5) * step;
  const isOfWords = columns.some((column) => widthOf(column, FONT_SIZE) > WIDEST_NUMBER);
  if (!isOfWords) {
    const ticks = thinned(columns.map((column, i) => ({ at: at(i), label: column })));
    const body = ticks.flatMap(({ at: x, label: content }) => {
      const half = widthOf(content, FONT_SIZE) / 2;
      return content === "" ? [] : [text("tick", Math.min(width - half, x), top + LINE_HEIGHT - 4, content, "middle")];
    });
    return { body, height: LINE_HEIGHT };
  }
  const labels = columns.map((column, i) => caption(column, at(i) - step / 2 + 3, at(i) + step / 2 - 3, top));
  return { body: labels.flatMap(({ body }) => body), height: Math.max(...labels.map(({ height }) => height)) };
}

/** What a legend draws beside its words. */
export const tileSign =
  (look: Look, isSure: boolean) =>
  (x: number, y: number): string[] => [
    rectangle(areaOf(look, isSure), x - 10, y - 8, 20, 16),
    mark(look, [x, y], { isHollow: !isSure, area: 40 }),
  ];
