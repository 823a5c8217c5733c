/**
 * A table as a terminal shows it: whole where it fits, else split into several tables of fewer columns, else with one column
 * below the other.
 */
import { columnsOf, plainText, type Word, widthOf, wordsOf } from "./inline.js";
import type { Look } from "./look.js";
import { painted, wrapped } from "./paint.js";

type Cell = readonly Word[];

const GAP = "  ";
/** A label that would be narrower than this gets no column of its own. */
const NARROWEST_LABEL = 12;

/** `rows[0]` is the head. The first cell of a row is its name. */
export function tableText(rows: readonly (readonly string[])[], look: Look): string {
  const cells = rows.map((row) => row.map((cell) => wordsOf(cell, look.marks)));
  const widths = rows[0]!.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? []))));
  const parts = partsOf(widths, look.columns);
  if (parts === undefined) return stacked(cells, look);
  return parts
    .map((columns) => {
      const kept = cells.map((row) => columns.map((column) => row[column] ?? []));
      return sideBySide(
        kept,
        columns.map((column) => widths[column]!),
        look,
      );
    })
    .join("\n\n");
}

/**
 * The columns of each table; the labels come first in all. Undefined where no two columns fit beside the labels, so that
 * tables do not help.
 */
function partsOf(widths: readonly number[], columns: number): number[][] | undefined {
  const parts: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of widths.keys()) {
    if (column === 0) continue;
    used += GAP.length + widths[column]!;
    if (used > columns) {
      parts.push([0]);
      used = widths[0]! + GAP.length + widths[column]!;
      if (used > columns) return undefined;
    }
    parts.at(-1)!.push(column);
  }
  return parts.length === 0 || (parts.length > 1 && parts.every((part) => part.length === 2)) ? undefined : parts;
}

function sideBySide(rows: readonly (readonly Cell[])[], widths: readonly number[], { colour }: Look): string {
  const line = (cells: readonly Cell[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? [];
        const blanks = " ".repeat(width - widthOf(cell));
        return column === 0 ? painted(cell, colour) + blanks : blanks + painted(cell, colour);
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join(GAP);
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join("\n");
}

function stacked([head, ...rows]: readonly (readonly Cell[])[], look: Look): string {
  const blocks = head!.slice(1).map((name, i) => {
    const lines = rows.flatMap((row) => labelled(row[0]!, row[i + 1] ?? [], rows, i + 1, look));
    const title = wrapped([...(head![0]!.length > 0 ? [...head![0]!] : []), ...name], look.columns);
    return [...title.map((words) => painted(words, look.colour)), ...lines].join("\n");
  });
  return blocks.join("\n\n");
}

function labelled(label: Cell, value: Cell, rows: readonly (readonly Cell[])[], column: number, look: Look): string[] {
  if (value.length === 0) return [];
  const widest = (at: number): number => Math.max(...rows.map((row) => widthOf(row[at] ?? [])));
  const valueColumns = Math.min(widest(column), look.columns - 2 * GAP.length - NARROWEST_LABEL);
  const labelColumns = Math.min(widest(0), look.columns - 2 * GAP.length - valueColumns);
  if (valueColumns < 1 || labelColumns < Math.min(NARROWEST_LABEL, widest(0)) || widthOf(value) > valueColumns) {
    const words = [...label, [{ text: "=" }], ...value];
    return wrapped(words, look.columns - GAP.length).map((line) => GAP + painted(line, look.colour));
  }
  return wrapped(label, labelColumns).map((line, i) => {
    const left = painted(line, look.colour);
    const blanks = labelColumns - columnsOf(plainText(line)) + GAP.length + valueColumns - widthOf(value);
    return GAP + left + (i === 0 ? " ".repeat(blanks) + painted(value, look.colour) : "");
  });
}
