/** Both ways, on 1,000 random bodies each: our schemes against their makers' own libraries. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sign as octokitSign, verify as octokitVerify } from "@octokit/webhooks-methods";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { signatureSchemes } from "../../../../src/transports/webhook/signatures/registry.js";
import { GivenKeys, reading } from "./keys.js";

const RUNS = { numRuns: 1000 };
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const id = fc.stringMatching(/^[A-Za-z0-9_]{1,40}$/);
/** Any text that has a UTF-8 form: the libraries take the body as text. */
const text = fc.string({ unit: "grapheme", maxLength: 200 });
/** stripe and Octokit refuse to look at nothing. */
const someText = text.filter((body) => body !== "");
const age = fc.integer({ min: -250, max: 250 });
/** Theirs are texts, whose UTF-8 bytes are the key. */
const secret = fc.stringMatching(/^[\x21-\x7e]{1,40}$/); // no spaces: stripe refuses them

test("standardwebhooks: signatures are the same, and each accepts the other's", () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
  const scheme = signatureSchemes["standard-webhooks"];
  fc.assert(
    fc.property(key, id, text, age, (bytes, msgId, body, ageSeconds) => {
      const keys = new GivenKeys(bytes);
      const sent = nowSeconds() - ageSeconds;
      const library = new Webhook(bytes.toString("base64"));
      const ours = scheme.headers(keys, 0, msgId, sent, Buffer.from(body));
      const theirs = library.sign(msgId, new Date(sent * 1000), body);
      assert.equal(ours[3], theirs);
      library.verify(
        body,
        { "webhook-id": msgId, "webhook-timestamp": ours[1]!, "webhook-signature": ours[3]! },
        { jsonParse: false },
      );
      const headers = ["webhook-timestamp", String(sent), "webhook-signature", theirs];
      assert.equal(scheme.verify(keys, 0, reading(headers, msgId), Buffer.from(body), nowSeconds(), 300), "ok");
    }),
    RUNS,
  );
});

test("stripe: signatures are the same, and each accepts the other's", () => {
  const { webhooks } = new Stripe("sk_test_unused");
  fc.assert(
    fc.property(secret, someText, age, (key, body, ageSeconds) => {
      const keys = new GivenKeys(Buffer.from(key));
      const timestamp = nowSeconds() - ageSeconds;
      const ours = signatureSchemes.stripe.headers(keys, 0, "", timestamp, Buffer.from(body));
      const theirs = webhooks.generateTestHeaderString({ payload: body, secret: key, timestamp });
      assert.equal(ours[1], theirs);
      assert.ok(webhooks.signature!.verifyHeader(body, ours[1]!, key, 300));
      const header = reading(["stripe-signature", theirs]);
      assert.equal(signatureSchemes.stripe.verify(keys, 0, header, Buffer.from(body), nowSeconds(), 300), "ok");
    }),
    RUNS,
  );
});

test("@octokit/webhooks-methods: signatures are the same, and each accepts the other's", async () => {
  await fc.assert(
    fc.asyncProperty(secret, someText, async (key, body) => {
      const keys = new GivenKeys(Buffer.from(key));
      const [, ours] = signatureSchemes.github.headers(keys, 0, "", nowSeconds(), Buffer.from(body));
      const theirs = await octokitSign(key, body);
      assert.equal(ours, theirs);
      assert.ok(await octokitVerify(key, body, ours!));
      const header = reading(["x-hub-signature-256", theirs]);
      assert.equal(signatureSchemes.github.verify(keys, 0, header, Buffer.from(body), nowSeconds(), 300), "ok");
    }),
    RUNS,
  );
});
