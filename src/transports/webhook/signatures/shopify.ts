/**
 * Shopify: HMAC-SHA256 over the body alone, in base64. Nothing says when it was signed, so that only the event's id tells
 * a replay from a new event.
 * Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
import { bodyHmac } from "./body-hmac.js";
import { hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";

export const shopify: SignatureScheme = {
  description: "Shopify's X-Shopify-Hmac-Sha256: HMAC-SHA256 over the body, in base64; no timestamp",
  ...bodyHmac("x-shopify-hmac-sha256", (key, body) => hmacSha256(key, "", body, "base64")),
};
