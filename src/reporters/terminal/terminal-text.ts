/**
 * Turns the Markdown of a report into plain text that is never wider than the terminal and has none of Markdown's marks. It
 * understands what src/reporters writes (headings, lists, tables, fences, paragraphs), not all of Markdown.
 */
import { type Block, blocksOf, itemsOf, rowsOf } from "../markdown/blocks.js";
import { wordsOf } from "./inline.js";
import type { Look } from "./look.js";
import { painted, wrapped } from "./paint.js";
import { tableText } from "./table-text.js";

/** A terminal that claims fewer columns, such as 0, is treated as one of this many: with fewer nothing could be read. */
const NARROWEST_COLUMNS = 20;

/** GitHub's runner obeys a line of a log that begins like this, and wrapping may put a stranger's word there. */
const WORKFLOW_COMMAND = /^(\s*:)(?=:)/gm;

export function terminalText(markdown: string, look: Look): string {
  const fitting = { ...look, columns: Math.max(NARROWEST_COLUMNS, look.columns) };
  const blocks = blocksOf(markdown).map((block) => rendered(block, fitting));
  return `${blocks
    .filter((text) => text !== "")
    .join("\n\n")
    .replace(WORKFLOW_COMMAND, "$1\u200b")}\n`;
}

function rendered({ kind, lines }: Block, look: Look): string {
  switch (kind) {
    case "heading":
      return lines.map((line) => paragraph(`**${line.replace(/^#+ /, "")}**`, look)).join("\n");
    case "list":
      return itemsOf(lines)
        .map((item) =>
          paragraph(item, { ...look, columns: look.columns - 2 })
            .replace(/^/gm, "  ")
            .replace(/^ {2}/, "- "),
        )
        .join("\n");
    case "table":
      return tableText(rowsOf(lines), look);
    case "fence":
      return lines.flatMap((line) => folded(line, look.columns)).join("\n");
    case "picture":
      return ""; // what it shows stands in the tables
    case "text":
      return paragraph(lines.join(" "), look);
  }
}

function paragraph(markdown: string, { columns, colour, marks }: Look): string {
  return wrapped(wordsOf(markdown, marks), columns)
    .map((line) => painted(line, colour))
    .join("\n");
}

/**
 * A command that is longer than a line is broken with a backslash, so that it can still be pasted. Anything else is broken
 * without one.
 */
function folded(line: string, columns: number): string[] {
  if ([...line].length <= columns) return [line];
  const words = line.split(" ");
  const lines: string[] = [];
  let rest = words[0]!;
  for (const word of words.slice(1)) {
    if (rest.length + 1 + word.length + 2 <= columns) rest = `${rest} ${word}`;
    else {
      lines.push(`${rest} \\`);
      rest = `  ${word}`;
    }
  }
  return [...lines, rest].flatMap((one) => one.match(new RegExp(`.{1,${columns}}`, "gu")) ?? []);
}
