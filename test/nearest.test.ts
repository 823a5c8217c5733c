import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { didYouMean, nearest, typingSlips } from "../src/nearest.js";

test("the slips between two words are those a typist makes", () => {
  const cases: [string, string, number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["chat", "chat", 0],
    ["caht", "chat", 1],
    ["cht", "chat", 1],
    ["chaat", "chat", 1],
    ["chap", "chat", 1],
    ["kitten", "sitting", 3],
    ["abcdef", "badcfe", 3],
  ];
  for (const [a, b, slips] of cases) assert.equal(typingSlips(a, b), slips, `${a} → ${b}`);
});

test("slips are symmetric, zero only for equal words, and never more than the longer word has characters", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const slips = typingSlips(a, b);
      assert.equal(slips, typingSlips(b, a));
      assert.equal(slips === 0, a === b);
      assert.ok(slips <= Math.max(a.length, b.length) && slips >= Math.abs(a.length - b.length));
    }),
  );
});

test("the nearest candidate is found, and nothing when none is near", () => {
  const candidates = ["chat", "payment", "stock-ticker"];
  assert.equal(nearest("paymnet", candidates), "payment");
  assert.equal(nearest("CHAT", candidates), "chat");
  assert.equal(nearest("stock_ticker", candidates), "stock-ticker");
  assert.equal(nearest("benchmark", candidates), undefined);
  assert.equal(nearest("anything", []), undefined);
  assert.equal(didYouMean("caht", candidates), ' Did you mean "chat"?');
  assert.equal(didYouMean("zzz", candidates), "");
});
