/** The links that a page has in this server and not as a file: back to the start, to files beside it, to a comparison. */
import { escaped, tag } from "../reporters/html/tag.js";
import { addressOfChoice, addressOfFile } from "./addresses.js";
import { isComparable } from "./card-html.js";
import type { Card } from "./entry.js";
import type { Shown } from "./shown.js";

export function barHtml(home: string, card: Card, shown: Shown): string {
  const { entry } = card;
  const files = [entry.file, ...shown.files().map(({ file }) => file)];
  return bar(
    back(home),
    ...(isComparable(card) ? [tag("a", { href: addressOfChoice(home, entry) }, "Compare with another")] : []),
    tag(
      "details",
      {},
      tag("summary", {}, "Download"),
      ...files.map((file) => tag("a", { href: addressOfFile(home, entry, file) }, escaped(file))),
    ),
  );
}

export const homeBarHtml = (home: string): string => bar(back(home));

const bar = (...links: string[]): string => tag("nav", { class: "bar", "aria-label": "All results" }, ...links);
const back = (home: string): string => tag("a", { href: home }, "All results");
