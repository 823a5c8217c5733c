/**
 * GitHub: HMAC-SHA256 over the body alone, in `X-Hub-Signature-256`. Nothing says when it was signed, so that only the
 * event's id tells a replay from a new event.
 * Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
import { bodyHmac } from "./body-hmac.js";
import { hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";

export const github: SignatureScheme = {
  description: "GitHub's X-Hub-Signature-256: HMAC-SHA256 over the body; no timestamp",
  ...bodyHmac("x-hub-signature-256", (key, body) => `sha256=${hmacSha256(key, "", body, "hex")}`),
};
