/** A page of which nothing runs and nothing loads, whatever names it shows. */
import assert from "node:assert/strict";
import { NASTY } from "../gate/fixture.js";

/** What somebody who means harm may write wherever a text comes from outside. */
export const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>${NASTY}](javascript:alert(1))</title></style>`;

const ELEMENTS = new Set(
  "html head meta title style body header main footer section nav h1 h2 h3 p ul li dl dt dd strong code pre abbr a figure details summary div table thead tbody tr th td svg g path line rect text".split(
    " ",
  ),
);
const ATTRIBUTES =
  /^(?:class|id|title|href|scope|role|aria-[a-z]+|tabindex|lang|charset|name|content|http-equiv|viewBox|d|transform|x|y|x1|x2|y1|y2|width|height|text-anchor)$/;

/** Every element and attribute is one that pages are made of, links lead within the page, and every id is there once. */
export function assertInert(page: string): void {
  const tags = [...page.replace("<!doctype html>", "").matchAll(/<(\/?)([^\s>/]*)([^>]*?)\/?>/g)];
  assert.ok(tags.length > 20);
  const ids: string[] = [];
  for (const [whole, , name, attributes] of tags) {
    assert.ok(ELEMENTS.has(name!), whole);
    const rest = attributes!.replace(/ ([\w-]+)="([^"<>]*)"/g, (found, attribute: string, value: string) => {
      assert.match(attribute, ATTRIBUTES, whole);
      if (attribute === "href") assert.match(found, /^ href="#[a-z-]*"$/);
      if (attribute === "id") ids.push(value);
      return "";
    });
    assert.equal(rest.trim(), "", whole);
  }
  assert.equal(new Set(ids).size, ids.length, ids.join(" "));
  const style = page.slice(page.indexOf("<style>"), page.indexOf("</style>"));
  assert.equal(/url\(|@import/.test(style), false, "the style loads something");
}
