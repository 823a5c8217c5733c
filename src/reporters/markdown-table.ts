/** The only import of markdown-table. It makes tables that are also aligned in a terminal. */
import { markdownTable } from "markdown-table";

/** The fewest hyphens of the rule under a header. Some parsers take fewer hyphens for text. */
const FEWEST_COLUMNS = 3;

/** How many columns of a monospaced line a text takes. All characters that reports use are one column wide. */
const width = (text: string): number => [...text].length;

/** The first columns, those with words, are aligned to the left, figures to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { wordColumns = 1 }: { wordColumns?: number } = {},
): string {
  const isOfWords = (column: number): boolean => column < wordColumns;
  const lines = [header, ...rows].map((cells) =>
    header.map((_, column) => wide(escaped(cells[column] ?? ""), isOfWords(column))),
  );
  const align = header.map((_, column) => (isOfWords(column) ? "left" : "right"));
  return markdownTable(lines, { align, padding: false, stringLength: width });
}

const escaped = (cell: string): string => cell.replaceAll("|", "\\|");

/** With a blank on both sides, where the rule has hyphens. */
const wide = (cell: string, isOfWords: boolean): string =>
  ` ${isOfWords ? cell.padEnd(FEWEST_COLUMNS) : cell.padStart(FEWEST_COLUMNS)} `;
