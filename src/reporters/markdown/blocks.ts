/** The Markdown of reports in blocks, for the formats that are made from it. It is what src/reporters writes, not all of Markdown. */

/** A block with its lines. Lines of a table begin with |, those of a list with "- ", and those of a fence stand between ```. */
export type Block = { kind: "heading" | "text" | "list" | "table" | "fence" | "picture"; lines: string[] };

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  const begin = (kind: Block["kind"], lines: string[]): void => {
    open = { kind, lines };
    blocks.push(open);
  };
  for (const line of markdown.split("\n")) {
    if (open?.kind === "fence") {
      if (line.startsWith("```")) open = undefined;
      else open.lines.push(line);
      continue;
    }
    const kind = kindOf(line);
    if (kind === undefined) open = undefined;
    else if (kind === "fence") begin(kind, []);
    else if (open?.kind === kind || (open?.kind === "list" && kind === "text")) open.lines.push(line);
    else begin(kind, [line]);
  }
  return blocks;
}

function kindOf(line: string): Block["kind"] | undefined {
  if (line.trim() === "") return undefined;
  if (line.startsWith("```")) return "fence";
  if (line.startsWith("|")) return "table";
  if (line.startsWith("- ")) return "list";
  if (line.startsWith("![")) return "picture";
  return /^#+ /.test(line) ? "heading" : "text";
}

/** A line that begins no item belongs to the item before it. */
export function itemsOf(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith("- ")) items.push(line.slice(2));
    else items[items.length - 1] += ` ${line}`;
  }
  return items;
}

/** The cells of a table's rows, the first of which is its head. */
export const rowsOf = (lines: readonly string[]): string[][] => lines.filter((_, i) => i !== 1).map(cellsOf);

const cellsOf = (line: string): string[] =>
  line
    .slice(1, line.lastIndexOf("|"))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
