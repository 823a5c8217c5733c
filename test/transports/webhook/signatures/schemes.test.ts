/** What every scheme must do with what is right, old, early, changed, missing or made up. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { signingKey } from "../../../../src/events/secret.js";
import { KeyRing } from "../../../../src/transports/webhook/signatures/key-ring.js";
import { signatureNames, signatureSchemes } from "../../../../src/transports/webhook/signatures/registry.js";
import type { SignatureVerdict } from "../../../../src/transports/webhook/signatures/scheme.js";
import { reading } from "./keys.js";
import { timeless } from "./timeless.js";

const NOW = 1_614_265_330;
const ID = "evt_0000000042";
const BODY = Buffer.from('{"id":"evt_0000000042","data":{"text":"Grüße"}}');
const KEYS = new KeyRing("a secret");
const CLIENT = 7;

const signing = signatureNames.filter((name) => name !== "none");
/** The schemes whose signature covers the time. */
const timed = signing.filter((name) => !timeless.includes(name));

interface Change {
  keys?: KeyRing;
  client?: number;
  id?: string;
  body?: Uint8Array;
  nowSeconds?: number;
  /** Of the headers that the scheme wrote. */
  edit?: (name: string, value: string) => string;
}

/** What the recipient says to a request that was signed as it should be and then changed. */
function verdictOn(name: (typeof signatureNames)[number], change: Change = {}): SignatureVerdict {
  const scheme = signatureSchemes[name];
  const headers = scheme.headers(KEYS, CLIENT, ID, NOW, BODY);
  for (let i = 0; i < headers.length; i += 2) {
    headers[i + 1] = change.edit?.(headers[i]!, headers[i + 1]!) ?? headers[i + 1]!;
  }
  const { keys = KEYS, client = CLIENT, id = ID, body = BODY, nowSeconds = NOW } = change;
  return scheme.verify(keys, client, reading(headers, id), body, nowSeconds, 300);
}

for (const name of signing) {
  describe(name, () => {
    test("what it signs, it accepts", () => assert.equal(verdictOn(name), "ok"));

    test("headers come in pairs, with names in lower case", () => {
      const headers = signatureSchemes[name].headers(KEYS, CLIENT, ID, NOW, BODY);
      assert.equal(headers.length % 2, 0);
      for (let i = 0; i < headers.length; i += 2) assert.match(headers[i]!, /^[a-z0-9-]+$/);
    });

    test("another secret, another client's key, another body are forged", () => {
      assert.equal(verdictOn(name, { keys: new KeyRing("another") }), "forged signature");
      assert.equal(verdictOn(name, { client: CLIENT + 1 }), "forged signature");
      assert.equal(verdictOn(name, { body: Buffer.concat([BODY, Buffer.from(" ")]) }), "forged signature");
      assert.equal(verdictOn(name, { body: Buffer.alloc(0) }), "forged signature");
    });

    test("any change of one byte of the body is seen", () => {
      for (let at = 0; at < BODY.length; at++) {
        const body = Buffer.from(BODY);
        body[at]! ^= 1;
        assert.equal(verdictOn(name, { body }), "forged signature");
      }
    });

    test("no header left out and no character of one changed passes", () => {
      const headers = signatureSchemes[name].headers(KEYS, CLIENT, ID, NOW, BODY);
      for (let i = 0; i < headers.length; i += 2) {
        const edited = (value: string) => verdictOn(name, { edit: (n, v) => (n === headers[i] ? value : v) });
        const value = headers[i + 1]!;
        assert.equal(edited(""), "missing signature");
        for (let at = 0; at < value.length; at++) {
          assert.notEqual(edited(value.slice(0, at)), "ok");
          const other = value[at] === "0" ? "1" : "0";
          assert.notEqual(edited(value.slice(0, at) + other + value.slice(at + 1)), "ok", `${name} ${value} at ${at}`);
        }
      }
      assert.equal(
        signatureSchemes[name].verify(KEYS, CLIENT, () => undefined, BODY, NOW, 300),
        "missing signature",
      );
    });

    test("while a secret is replaced both are good, and afterwards only the new one", () => {
      const old = new KeyRing("a secret");
      const both = new KeyRing("the next secret", "a secret");
      const next = new KeyRing("the next secret");
      const pass = (sender: KeyRing, recipient: KeyRing) => {
        const scheme = signatureSchemes[name];
        const headers = scheme.headers(sender, CLIENT, ID, NOW, BODY);
        return scheme.verify(recipient, CLIENT, reading(headers, ID), BODY, NOW, 300);
      };
      assert.equal(pass(old, both), "ok");
      assert.equal(pass(both, both), "ok");
      assert.equal(pass(both, next), "ok");
      assert.equal(pass(next, both), "ok");
      assert.equal(pass(old, next), "forged signature");
      // Only these carry a signature per key, so that recipients may learn of the new one at their leisure.
      const several = ["standard-webhooks", "standard-webhooks-ed25519", "stripe"].includes(name);
      assert.equal(pass(both, old), several ? "ok" : "forged signature");
    });

    test("nothing in the headers makes it throw, and nothing made up passes", () => {
      const anything = fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("v1,", "t=1,v1=", "sha256=", "v0=", String(NOW)),
      );
      fc.assert(
        fc.property(anything, anything, fc.uint8Array(), (one, other, body) => {
          let calls = 0;
          const header = () => (calls++ % 2 === 0 ? one : other);
          assert.notEqual(signatureSchemes[name].verify(KEYS, CLIENT, header, body, NOW, 300), "ok");
        }),
      );
    });
  });
}

for (const name of timed) {
  test(`${name}: the tolerance holds both ways, its edge included`, () => {
    const at = (nowSeconds: number) => verdictOn(name, { nowSeconds });
    assert.equal(at(NOW + 300), "ok");
    assert.equal(at(NOW + 301), "stale timestamp");
    assert.equal(at(NOW - 300), "ok");
    assert.equal(at(NOW - 301), "early timestamp");
  });

  test(`${name}: a timestamp has one spelling, and is signed`, () => {
    const timestamp = (text: string) => verdictOn(name, { edit: (_, value) => value.replace(String(NOW), text) });
    assert.equal(timestamp(String(NOW - 1)), "forged signature");
    for (const text of [`0${NOW}`, `+${NOW}`, `${NOW}.0`, `${NOW} `, "1e9", "yesterday", "9".repeat(400), "-1", "0"]) {
      assert.equal(timestamp(text), "malformed timestamp", text);
    }
  });
}

for (const name of ["standard-webhooks", "standard-webhooks-ed25519"] as const) {
  test(`${name}: the id is signed, and one of several signatures is enough`, () => {
    assert.equal(verdictOn(name, { id: "evt_0000000043" }), "forged signature");
    assert.equal(verdictOn(name, { id: "" }), "missing signature");
    const signature = (edit: (value: string) => string) =>
      verdictOn(name, { edit: (header, value) => (header === "webhook-signature" ? edit(value) : value) });
    assert.equal(
      signature((value) => `v2,x v1,xyz ${value}`),
      "ok",
    );
    assert.equal(
      signature((value) => `${value} v1a,xyz`),
      "ok",
    );
    assert.equal(
      signature((value) => `${value},${value}`),
      "forged signature",
    );
    assert.equal(
      signature((value) => value.slice(value.indexOf(",") + 1)),
      "forged signature",
    );
    assert.equal(
      signature((value) => value.replaceAll("+", "-").replaceAll("/", "_").replace("=", "%3D")),
      "forged signature",
    );
  });
}

test("ed25519: a head full of signatures costs no more than eight checks", () => {
  const good = signatureSchemes["standard-webhooks-ed25519"].headers(KEYS, CLIENT, ID, NOW, BODY)[3]!;
  const made = (count: number) =>
    verdictOn("standard-webhooks-ed25519", {
      edit: (header, value) =>
        header === "webhook-signature" ? `${`${"v1a,".padEnd(89, "A")}A== `.repeat(count)}${good}` : value,
    });
  assert.equal(made(7), "ok");
  assert.equal(made(8), "forged signature");
});

test("stripe: two times in one header are refused, for only one of them was signed", () => {
  const twice = verdictOn("stripe", { edit: (_, value) => `t=1,${value}` });
  assert.equal(twice, "malformed timestamp");
});

test("none lets everything in", () => {
  assert.deepEqual(signatureSchemes.none.headers(KEYS, CLIENT, ID, NOW, BODY), []);
  assert.equal(
    signatureSchemes.none.verify(KEYS, CLIENT, () => undefined, BODY, NOW, 300),
    "ok",
  );
});

test("a key ring gives each client its own keys, and the same ones every time", () => {
  const keys = new KeyRing("new", "old");
  assert.deepEqual(keys.of(7), [signingKey("new", 7), signingKey("old", 7)]);
  assert.equal(keys.of(7), keys.of(7));
  assert.notDeepEqual(keys.of(7), keys.of(8));
});
