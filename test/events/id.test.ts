import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eventId, ID_BYTES, indexOfId, indexOfIdAt, WARM_UP_FIRST_INDEX } from "../../src/events/id.js";

test("an id has a fixed length and gives its number back, as text and as bytes at any place", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.nat(50), (index, offset) => {
      const id = eventId(index);
      assert.equal(id.length, ID_BYTES);
      assert.equal(indexOfId(id), index);
      assert.equal(indexOfIdAt(Buffer.from(`${" ".repeat(offset)}${id}"…`), offset), index);
    }),
    { seed: 1 },
  );
  assert.equal(eventId(WARM_UP_FIRST_INDEX + 42), "evt_1000000042");
});

test("what is not an id of ours is −1, numbers that JavaScript would accept included", () => {
  const strangers = [
    "",
    "evt_",
    "evt_000000042",
    "msg_0000000042",
    "evt_00000000x2",
    "evt_-000000042",
    "evt_1e00000000",
    // Beyond what columns of 32 bits hold: each would be taken for another event's number.
    "evt_2147483648",
    "evt_4294967301",
    "evt_9999999999",
  ];
  for (const id of [...strangers, "evt_        42", "evt_0x000000ff"]) {
    assert.equal(indexOfId(id), -1, id);
    assert.equal(indexOfIdAt(Buffer.from(`${id}"`), 0), -1, id);
  }
  assert.equal(indexOfId("evt_00000000042"), -1, "one digit too many");
  assert.equal(indexOfIdAt(Buffer.from("evt_0000000042"), 5), -1, "not where it was said to be");
});
