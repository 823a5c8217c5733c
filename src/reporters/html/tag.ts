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

/** A table whose first column has the names of its rows. It scrolls by itself where it is wider than the page. */
export function htmlTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  caption: string,
  wordColumns = 1,
): string {
  const place = (column: number): string | undefined => (column < wordColumns ? undefined : "figure");
  // The corner above the names of rows is no header of theirs where it is empty
  const head = header.map((cell, i) =>
    cell === "" ? tag("td", {}) : tag("th", { scope: "col", class: place(i) }, cell),
  );
  const body = rows.map((cells) =>
    tag(
      "tr",
      {},
      ...header.map((_, i) =>
        tag(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : undefined, class: place(i) }, cells[i] ?? ""),
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
