import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { base64Number, characters, records, text } from "../../src/events/filler.js";

test("text and characters have exactly the wanted length, at any offset, and need no escaping", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.nat(200_000), (offset, length) => {
      for (const fill of [text, characters]) {
        const filled = fill(offset, length);
        assert.equal(filled.length, length);
        assert.match(filled, /^[A-Za-z0-9+/ ]*$/);
      }
    }),
    { numRuns: 50, seed: 1 },
  );
});

test("a passage goes on where another that began earlier has come to, around the end too", () => {
  assert.equal(text(0, 300).slice(100), text(100, 200));
  assert.equal(text(65_500, 100).slice(36), text(0, 64));
});

test("numbers are spelled in base64, most significant digit first", () => {
  assert.equal(base64Number(0, 3), "AAA");
  assert.equal(base64Number(65, 3), "ABB");
  // 36 bits: the same number as 4.5 bytes, which Node spells from 9 bytes that hold it twice.
  const twice = Buffer.from("2540be3ff".repeat(2), "hex");
  assert.equal(base64Number(0x2_540b_e3ff, 6).repeat(2), twice.toString("base64"));
});

test("as many whole records as fit are taken, around the end of the list, and none when the first does not fit", () => {
  const all = ["{1}", "{22}", "{333}"];
  assert.equal(records(all, 0, 2), "");
  assert.equal(records(all, 0, 3), "{1}");
  assert.equal(records(all, 0, 7), "{1}");
  assert.equal(records(all, 0, 8), "{1},{22}");
  assert.equal(records(all, 2, 14), "{333},{1},{22}");
  assert.equal(records(all, 4, 10), "{22},{333}");
});
