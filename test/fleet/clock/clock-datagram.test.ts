import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  answer,
  answerIn,
  clockKey,
  DATAGRAM_BYTES,
  NONCE_BYTES,
  question,
  questionIn,
} from "../../../src/fleet/clock/clock-datagram.js";

const key = clockKey("the fleet's token");
const nonce = Buffer.from(Array.from({ length: NONCE_BYTES }, (_, i) => i * 7));
const given = { nonce, receivedNs: 5_000_000_123, answeredNs: 2 ** 53 - 1 };

test("what is asked and answered comes out again, in datagrams of one length", () => {
  const [asked, answered] = [question(key, nonce), answer(key, given)];
  assert.deepEqual(questionIn(key, asked), nonce);
  assert.deepEqual(answerIn(key, answered), given);
  assert.deepEqual([asked.length, answered.length], [DATAGRAM_BYTES, DATAGRAM_BYTES]);
});

test("a question is no answer, and an answer no question: neither can be sent back", () => {
  assert.equal(answerIn(key, question(key, nonce)), undefined);
  assert.equal(questionIn(key, answer(key, given)), undefined);
});

test("whoever has another token is not understood", () => {
  const other = clockKey("another token");
  assert.equal(questionIn(key, question(other, nonce)), undefined);
  assert.equal(answerIn(key, answer(other, given)), undefined);
});

test("a datagram with any bit changed, cut, made longer or made up counts for nothing", () => {
  const answered = answer(key, given);
  fc.assert(
    fc.property(fc.nat(DATAGRAM_BYTES - 1), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(answered);
      changed[at]! ^= 1 << bit;
      assert.equal(answerIn(key, changed), undefined);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2 * DATAGRAM_BYTES }), (bytes) => {
      assert.equal(answerIn(key, Buffer.from(bytes)), undefined);
      assert.equal(questionIn(key, Buffer.from(bytes)), undefined);
    }),
  );
  for (const length of [0, 3, DATAGRAM_BYTES - 1]) assert.equal(answerIn(key, answered.subarray(0, length)), undefined);
  assert.equal(answerIn(key, Buffer.concat([answered, Buffer.alloc(1)])), undefined);
});
