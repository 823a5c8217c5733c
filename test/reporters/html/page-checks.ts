/** What holds for every page: nothing that anybody wrote is markup, it loads and runs nothing, and whoever sees no picture has it in words. */
import assert from "node:assert/strict";

const ELEMENTS = new Set(
  "html head meta title style body header main footer section nav h1 h2 h3 p ul li dl dt dd strong code pre abbr a figure details summary div table thead tbody tr th td svg g path line rect text desc circle polygon caption span".split(
    " ",
  ),
);
const ATTRIBUTES =
  /^(?:class|id|title|href|scope|role|aria-[a-z]+|tabindex|lang|charset|name|content|http-equiv|viewBox|d|transform|x|y|x1|x2|y1|y2|width|height|text-anchor|open|colspan|fill|style)$/;
const HREF = /^ href="(?:#[a-z0-9-]*|[\w-][\w.-]*(?:\/[\w-][\w.-]*)*)"$/;

/** Of a page whose texts are as hostile as they can be. */
export function assertNoForeignMarkup(page: string): void {
  const tags = [...page.replace("<!doctype html>", "").matchAll(/<(\/?)([^\s>/]*)([^>]*?)\/?>/g)];
  for (const [whole, , name, attributes] of tags) {
    assert.ok(ELEMENTS.has(name!), whole);
    const rest = attributes!.replace(/ ([\w-]+)="[^"<>]*"/g, (found, attribute: string) => {
      assert.match(attribute, ATTRIBUTES, whole);
      if (attribute === "href") assert.match(found, HREF);
      return "";
    });
    assert.equal(rest.trim(), "", whole);
  }
}

export function assertWholePage(page: string): void {
  assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/);
  assert.doesNotMatch(page, /<script|<link|<img|url\(|@import|src=|href="https?:/);
  assert.match(page, /^<!doctype html>\n<html lang="en">/);
  assert.doesNotMatch(page, /undefined|NaN|Infinity|\[object/);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
    "every id stands once",
  );
  for (const [, to] of page.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(to!), to);
  for (const [, title, finding] of page.matchAll(
    /<svg [^>]*role="img" aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"/g,
  )) {
    assert.match(page, new RegExp(`<h[23] id="${title}">[^<]+`));
    assert.match(page, new RegExp(`<p id="${finding}" class="finding">[^<]+`));
  }
}

/** The first screen: what stands before the parts. */
export const headerOf = (page: string): string => page.slice(0, page.indexOf("</header>"));

/** Its words, without markup. */
export const wordsOfPage = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/gs, "")
    .replace(/<\/?(?:abbr|code|strong|a)\b[^>]*>/g, "")
    .replace(/<[^>]*>/g, "\n")
    .replaceAll("&apos;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
