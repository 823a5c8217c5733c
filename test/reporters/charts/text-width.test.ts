import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { widthOf, wrapped } from "../../../src/reporters/charts/text-width.js";

test("a text is broken at blanks and behind hyphens, and within a word only where nothing else helps", () => {
  assert.deepEqual(wrapped("one two three", widthOf("one two", 12) + 1, 12), ["one two", "three"]);
  assert.deepEqual(wrapped("keep-alive", widthOf("keep-", 12) + 1, 12), ["keep-", "alive"]);
  assert.deepEqual(wrapped("abcdef", widthOf("abc", 12) + 1, 12), ["abc", "def"]);
});

test("no line is wider than asked, and nothing but blanks is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 20, max: 400 }), (text, width) => {
      const lines = wrapped(text, width, 12);
      for (const line of lines) assert.ok(widthOf(line, 12) <= width || [...line].length === 1, line);
      assert.equal(lines.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
    }),
    { seed: 1 },
  );
});
