import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { signingKey } from "../../../src/events/secret.js";
import {
  KeyRing,
  type SignatureHeaders,
  type SignatureVerdict,
  sign,
  verify,
} from "../../../src/transports/webhook/signature.js";

const KEY = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const NOW = 1614265330;
const BODY = Buffer.from('{"test": 2432232314}');
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const HEADERS = { id: ID, timestamp: String(NOW), signature: SIGNATURE };

test("the vector of the specification is signed as it says", () => {
  assert.equal(sign(KEY, ID, NOW, BODY), SIGNATURE);
});

describe("a signature is judged", () => {
  const other = sign(Buffer.from("another key"), ID, NOW, BODY);
  const table: [string, Partial<SignatureHeaders>, SignatureVerdict][] = [
    ["as sent", {}, "ok"],
    ["as the last of several", { signature: `${other} v1a,xyz ${SIGNATURE}` }, "ok"],
    ["as the first of several", { signature: `${SIGNATURE} ${other}` }, "ok"],
    ["made with another key", { signature: other }, "forged signature"],
    ["without its version", { signature: SIGNATURE.slice(3) }, "forged signature"],
    ["of another version", { signature: SIGNATURE.replace("v1,", "v2,") }, "forged signature"],
    ["cut short", { signature: SIGNATURE.slice(0, -2) }, "forged signature"],
    ["with nothing but the version", { signature: "v1," }, "forged signature"],
    [
      "with its base64 spelled otherwise",
      { signature: SIGNATURE.replace("+", "-").replace("/", "_") },
      "forged signature",
    ],
    ["separated by commas", { signature: `${SIGNATURE},${SIGNATURE}` }, "forged signature"],
    ["for another id", { id: `${ID}x` }, "forged signature"],
    ["for another time", { timestamp: String(NOW - 1) }, "forged signature"],
    ["without an id", { id: undefined }, "missing signature"],
    ["with an empty id", { id: "" }, "missing signature"],
    ["without a timestamp", { timestamp: undefined }, "missing signature"],
    ["without a signature", { signature: undefined }, "missing signature"],
    ["with an empty signature", { signature: "" }, "missing signature"],
    ["with a timestamp that is no number", { timestamp: "yesterday" }, "malformed timestamp"],
    ["with a fractional timestamp", { timestamp: `${NOW}.5` }, "malformed timestamp"],
    ["with a leading zero", { timestamp: `0${NOW}` }, "malformed timestamp"],
    ["with an endless timestamp", { timestamp: "9".repeat(400) }, "malformed timestamp"],
  ];
  for (const [name, change, verdict] of table) {
    test(name, () => assert.equal(verify(KEY, { ...HEADERS, ...change }, BODY, NOW, 300), verdict));
  }
});

test("the tolerance holds both ways, its edge included", () => {
  const at = (nowSeconds: number) => verify(KEY, HEADERS, BODY, nowSeconds, 300);
  assert.equal(at(NOW + 300), "ok");
  assert.equal(at(NOW + 301), "stale timestamp");
  assert.equal(at(NOW - 300), "ok");
  assert.equal(at(NOW - 301), "early timestamp");
});

test("any change of one byte of the body is seen", () => {
  for (let at = 0; at < BODY.length; at++) {
    const changed = Buffer.from(BODY);
    changed[at]! ^= 1;
    assert.equal(verify(KEY, HEADERS, changed, NOW, 300), "forged signature");
  }
});

const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));
const id = fc.stringMatching(/^[A-Za-z0-9_]{1,40}$/);

test("the reference library accepts what is signed here, and the other way round", () => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  fc.assert(
    fc.property(
      bytes(1, 64),
      id,
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: -250, max: 250 }),
      (key, msgId, text, ageSeconds) => {
        const body = Buffer.from(text);
        const sentSeconds = nowSeconds - ageSeconds;
        const library = new Webhook(key.toString("base64"));
        const ours = sign(key, msgId, sentSeconds, body);
        assert.equal(ours, library.sign(msgId, new Date(sentSeconds * 1000), text));
        const headers = { "webhook-id": msgId, "webhook-timestamp": String(sentSeconds), "webhook-signature": ours };
        library.verify(body, headers, { jsonParse: false });
        assert.equal(
          verify(key, { id: msgId, timestamp: String(sentSeconds), signature: ours }, body, nowSeconds, 300),
          "ok",
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("no headers make it throw, and none that are made up pass", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), bytes(0, 50), (anyId, timestamp, signature, body) => {
      assert.notEqual(verify(KEY, { id: anyId, timestamp, signature }, body, NOW, 300), "ok");
      assert.notEqual(
        verify(KEY, { id: anyId, timestamp: String(NOW), signature: `v1,${signature}` }, body, NOW, 300),
        "ok",
      );
    }),
  );
});

test("a key ring gives each client its own key", () => {
  const keys = new KeyRing("secret");
  assert.deepEqual(keys.of(7), signingKey("secret", 7));
  assert.equal(keys.of(7), keys.of(7));
  assert.notDeepEqual(keys.of(7), keys.of(8));
});
