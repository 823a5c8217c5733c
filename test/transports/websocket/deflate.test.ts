import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deflate, inflate } from "../../../src/transports/websocket/deflate.js";

test("the example of RFC 7692 section 7.2.3.1 is read and written byte for byte", () => {
  const compressed = Buffer.from("f248cdc9c90700", "hex");
  assert.equal(inflate(compressed, 100).toString(), "Hello");
  assert.deepEqual(deflate(Buffer.from("Hello")), compressed);
});

test("what was deflated inflates to the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      assert.deepEqual(inflate(deflate(Buffer.from(bytes)), 2000), Buffer.from(bytes));
    }),
    { numRuns: 50 },
  );
});

test("more than the limit is a RangeError, bytes that are no deflate stream another error", () => {
  assert.throws(() => inflate(deflate(Buffer.alloc(1001)), 1000), RangeError);
  assert.throws(
    () => inflate(Buffer.from("ffff", "hex"), 1000),
    (error) => !(error instanceof RangeError),
  );
});
