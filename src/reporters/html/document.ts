/** The frame of every page: it loads nothing, and no script runs in it, whatever a mistake would let in. */
import { PAGE_STYLE } from "./style.js";
import { escaped, tag } from "./tag.js";

/** `title` is plain text. `style` is of pushbench's own, and comes after that of all pages. */
export const documentHtml = (title: string, body: readonly string[], style = ""): string =>
  [
    "<!doctype html>",
    '<html lang="en">',
    tag(
      "head",
      {},
      '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      tag("title", {}, escaped(title)),
      `<style>${PAGE_STYLE}${style}</style>`,
    ),
    tag(BODY, {}, ...body),
    "</html>",
    "",
  ].join("\n");

const BODY = "body";

/** A page with something before everything else in it, such as links to where it was found. */
export function withBar(page: string, bar: string): string {
  const start = `<${BODY}>`; // nothing before it can hold this: the title is escaped
  const [head, ...rest] = page.split(start);
  return [head, `${bar}${rest.join(start)}`].join(start);
}
