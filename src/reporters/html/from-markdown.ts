/** Parts of report.md as HTML, so that both say the same in the same words. */
import { type Block, blocksOf, itemsOf, rowsOf } from "../markdown/blocks.js";
import { type Piece, piecesOf } from "../markdown/pieces.js";
import { escaped, htmlTable, tag } from "./tag.js";

export interface Writing {
  /** Writes a plain text, and may explain the words in it. */
  plain(text: string): string;
  /** What tables are called for whoever hears them. */
  caption: string;
}

export const htmlOf = (markdown: string, writing: Writing): string =>
  blocksOf(markdown)
    .map((block) => blockHtml(block, writing))
    .join("\n");

function blockHtml({ kind, lines }: Block, { plain, caption }: Writing): string {
  const inline = (text: string): string => inlineHtml(text, plain);
  switch (kind) {
    case "heading":
      return tag("h3", {}, inline(lines[0]!.replace(/^#+ /, "")));
    case "list":
      return tag("ul", {}, ...itemsOf(lines).map((item) => tag("li", {}, inline(item))));
    case "table": {
      const [header = [], ...rows] = rowsOf(lines).map((cells) => cells.map(inline));
      return htmlTable(header, rows, caption);
    }
    case "fence":
      return tag("pre", { tabindex: "0" }, tag("code", {}, lines.map(escaped).join("\n")));
    case "picture":
      return ""; // the page draws its own
    case "text":
      return tag("p", {}, inline(lines.join(" ")));
  }
}

const inlineHtml = (markdown: string, plain: Writing["plain"]): string =>
  piecesOf(markdown)
    .map((piece) => pieceHtml(piece, plain))
    .join("");

function pieceHtml({ text, style }: Piece, plain: Writing["plain"]): string {
  if (style === "code") return tag("code", {}, escaped(text));
  return style === "strong" ? tag("strong", {}, escaped(text)) : plain(text);
}
