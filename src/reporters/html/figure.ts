/** A chart in a page: its title, what it shows, what casts doubt on it, the picture for a wide and a narrow screen, and its numbers. */
import { CARE, type Figure, svgInPage } from "../charts/drawing.js";
import { escaped, htmlTable, tag } from "./tag.js";

/** px */
const WIDE = 640;
const NARROW = 330;
/** A longer table stays folded on paper, unless the reader opened it. */
const LONG_ROWS = 40;

/** `plain` writes a plain text, and may explain the words in it. */
export function figureHtml(figure: Figure, plain: (text: string) => string = escaped): string {
  const { name, title, finding, doubts = [], header, rows } = figure;
  const ids = [`${name}-title`, `${name}-finding`] as const;
  return tag(
    "figure",
    { id: name },
    tag("h3", { id: ids[0] }, escaped(title)),
    tag("p", { id: ids[1], class: "finding" }, plain(finding)),
    doubtsHtml(doubts, plain),
    svgInPage(figure.draw(WIDE), "wide", ...ids),
    svgInPage(figure.draw(NARROW), "narrow", ...ids),
    tag(
      "details",
      { class: rows.length > LONG_ROWS ? "long" : undefined },
      tag("summary", {}, `Numbers of “${escaped(title)}”`),
      htmlTable(
        header.map(plain),
        rows.map((row) => row.map(plain)),
        `Numbers of “${title}”`,
      ),
    ),
  );
}

/** Empty where there are none. */
export const doubtsHtml = (doubts: readonly string[], plain: (text: string) => string): string =>
  doubts.map((one) => tag("p", { class: "doubt" }, tag("strong", {}, CARE), " ", plain(one))).join("");
