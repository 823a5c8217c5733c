import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asText, asTextWithLinks } from "../../../src/reporters/markdown/words.js";
import { plainText, wordsOf } from "../../../src/reporters/terminal/inline.js";

const hostile = fc.string({
  unit: fc.constantFrom(..."ab1 \n\t|<>&@#`*_~[]()!\\-+.:/\u001b\u202e".split("")),
  maxLength: 60,
});

test("any text is one line that Markdown reads as text, and a terminal shows as it was", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string()), (text) => {
      const written = asText(text);
      assert.doesNotMatch(written, /[\n<>|]/);
      assert.doesNotMatch(written.replace(/\\./g, ""), /[`*[\]~]/, "what is not behind a backslash means nothing");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      const shown = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");
      assert.equal(plainText(wordsOf(written, true)).trim(), shown.replace(/\s+/g, " ").trim());
    }),
  );
});

test("names, numbers and addresses of others are no mentions and no links", () => {
  assert.equal(asText("@octocat fixed #12"), "@&#8203;octocat fixed #&#8203;12");
  assert.equal(asText("see https://evil.example"), "see https:&#8203;//evil.example");
  assert.equal(asText("snake_case and a_"), "snake_case and a\\_");
  assert.equal(asTextWithLinks("see https://example.org/a_b, <b>"), "see https://example.org/a_b, &lt;b&gt;");
});
