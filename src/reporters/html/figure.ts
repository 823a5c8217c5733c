/** A chart in a page: its title, what it shows, what casts doubt on it, the picture for a wide and a narrow screen, and its numbers. */
import { CARE, type Figure, svgInPage } from "../charts/drawing.js";
import { escaped, htmlTable, tag } from "./tag.js";

/** px */
const WIDE = 640;
const NARROW = 330;

/** `level` is that of its title among the headings of the page; `plain` writes a plain text, and may explain the words in it. */
export function figureHtml(figure: Figure, level: 2 | 3, plain: (text: string) => string): string {
  const { name, title, finding, doubts = [], header, rows } = figure;
  const ids = [`${name}-title`, `${name}-finding`] as const;
  return tag(
    "figure",
    { id: name, "aria-labelledby": ids[0] },
    tag(`h${level}`, { id: ids[0] }, escaped(title)),
    tag("p", { id: ids[1], class: "finding" }, plain(finding)),
    doubtsHtml(doubts, plain),
    svgInPage(figure.draw(WIDE), "wide", ...ids),
    svgInPage(figure.draw(NARROW), "narrow", ...ids),
    tag(
      "details",
      {},
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
