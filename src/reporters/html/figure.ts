/** A chart in a page: its title, what it shows, the picture for a wide and for a narrow screen, and its numbers under a fold. */
import { type Figure, svgInPage } from "../charts/drawing.js";
import { escaped, htmlTable, tag } from "./tag.js";

/** px */
const WIDE = 640;
const NARROW = 330;

/** `level` is that of its title among the headings of the page. */
export function figureHtml(figure: Figure, level: 2 | 3 = 3): string {
  const { name, title, finding, header, rows } = figure;
  const ids = [`${name}-title`, `${name}-finding`] as const;
  return tag(
    "figure",
    { id: name, "aria-labelledby": ids[0] },
    tag(`h${level}`, { id: ids[0] }, escaped(title)),
    tag("p", { id: ids[1], class: "finding" }, escaped(finding)),
    svgInPage(figure.draw(WIDE), "wide", ...ids),
    svgInPage(figure.draw(NARROW), "narrow", ...ids),
    tag(
      "details",
      {},
      tag("summary", {}, `Numbers of “${escaped(title)}”`),
      htmlTable(
        header.map(escaped),
        rows.map((row) => row.map(escaped)),
        `Numbers of “${title}”`,
      ),
    ),
  );
}
