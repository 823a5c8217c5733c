import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { signingKey } from "../../../src/events/secret.js";
import { MessageKey, PREFIX_BYTES, TOLERANCE_SECONDS } from "../../../src/transports/websocket/message-signature.js";

const NOW = 1_767_225_600;
const key = new MessageKey("s", 3);
const message = Buffer.from('{"ack":"evt_0000000042"}');

test("the prefix is what its documentation says", () => {
  const mac = createHmac("sha256", signingKey("s", 3)).update(`to-service.${NOW}.${message}`).digest("base64");
  assert.equal(key.sign("to-service", message, NOW + 0.9).toString(), `v1,${NOW},${mac},${message}`);
});

test("what was signed is opened, whatever it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const opened = key.open("to-client", key.sign("to-client", bytes, NOW), undefined, NOW);
      assert.deepEqual(opened && [...opened], [...bytes]);
    }),
  );
});

const signed = key.sign("to-service", message, NOW);
const wrong: [what: string, verdict: Buffer | undefined][] = [
  ["another client's key", new MessageKey("s", 4).open("to-service", signed, undefined, NOW)],
  ["another run's key", new MessageKey("t", 3).open("to-service", signed, undefined, NOW)],
  ["the other direction", key.open("to-client", signed, undefined, NOW)],
  ["a signature that is too old", key.open("to-service", signed, undefined, NOW + TOLERANCE_SECONDS + 1)],
  ["a signature from the future", key.open("to-service", signed, undefined, NOW - TOLERANCE_SECONDS - 1)],
  ["no signature", key.open("to-service", message, undefined, NOW)],
  ["an empty message", key.open("to-service", Buffer.alloc(0), undefined, NOW)],
  ["a prefix without a message's end", key.open("to-service", signed.subarray(0, PREFIX_BYTES - 1), undefined, NOW)],
];
for (const [what, verdict] of wrong) test(`${what} is not accepted`, () => assert.equal(verdict, undefined));

test("no bit can be changed, no byte left out", () => {
  for (let bit = 0; bit < signed.length * 8; bit++) {
    const changed = Buffer.from(signed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(key.open("to-service", changed, undefined, NOW), undefined, `bit ${bit}`);
  }
  for (let length = 0; length < signed.length; length++) {
    assert.equal(key.open("to-service", signed.subarray(0, length), undefined, NOW), undefined, `${length} bytes`);
  }
});

test("a signature is good as long as its sender may try", () => {
  assert.deepEqual(key.open("to-service", signed, 400, NOW + 399), message);
});

test("random bytes are never accepted and never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(key.open("to-service", Buffer.from(bytes)), undefined);
    }),
  );
});
