/**
 * Shopify: HMAC-SHA256 over the body alone, in base64. Nothing says when it was signed, so that only the event's id tells
 * a replay from a new event.
 * Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
import { equalText, hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";

const sign = (key: Buffer, body: Uint8Array): string => hmacSha256(key, "", body, "base64");

export const shopify: SignatureScheme = {
  description: "Shopify's X-Shopify-Hmac-Sha256: HMAC-SHA256 over the body, in base64; no timestamp",

  /** One header, one signature: with the current key. */
  headers(keys, client, _id, _timestampSeconds, body) {
    return ["x-shopify-hmac-sha256", sign(keys.of(client)[0]!, body)];
  },

  verify(keys, client, header, body) {
    const signature = header("x-shopify-hmac-sha256");
    if (!signature) return "missing signature";
    const known = keys.of(client).some((key) => equalText(signature, sign(key, body)));
    return known ? "ok" : "forged signature";
  },
};
