/** Elements of a page as text. Every text from outside passes `xmlText`, here or in the SVG's elements, so none becomes markup. */
import { xmlText } from "../xml.js";

/** `children` are elements or escaped texts; an input has none, and no end. Attributes that are undefined are left out. */
export function tag(
  name: string,
  attributes: Record<string, string | undefined>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xmlText(value)}"`]))
    .join("");
  const start = `<${name}${written}>`;
  return name === "input" ? start : `${start}${children.join("")}</${name}>`;
}

export const escaped = xmlText;

/**
 * A table whose first column has the names of its rows. It scrolls by itself where it is wider than the page. Columns of figures are
 * aligned to the right; any other column is one of words, which may take several lines.
 */
export function htmlTable(header: readonly string[], rows: readonly (readonly string[])[], caption: string): string {
  const kinds = header.map((_, i) => (i > 0 && rows.some((cells) => !isFigure(cells[i] ?? "")) ? "words" : undefined));
  // The corner above the names of rows is no header of theirs where it is empty
  const head = header.map((cell, i) =>
    cell === "" ? tag("td", {}) : tag("th", { scope: "col", class: kinds[i] }, cell),
  );
  const body = rows.map((cells) =>
    tag(
      "tr",
      {},
      ...header.map((_, i) =>
        i === 0
          ? tag("th", { scope: "row" }, cells[i] ?? "")
          : tag("td", kinds[i] === undefined ? NONE : { class: kinds[i] }, cells[i] ?? ""),
      ),
    ),
  );
  const table = tag(
    "table",
    { "aria-label": caption },
    tag("thead", {}, tag("tr", {}, ...head)),
    tag("tbody", {}, ...body),
  );
  return tag("div", { class: "scroll", role: "group", "aria-label": caption, tabindex: "0" }, table);
}

const NONE = {};

/** It begins with a number, or says that there is none, and is no long list. */
const isFigure = (html: string): boolean => html.length < LONGEST_FIGURE && FIGURE.test(html);
const LONGEST_FIGURE = 48;
const FIGURE = /^(?:[−+≤≥-]? ?\d|–|never|unknown|$)/;
