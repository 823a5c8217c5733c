/**
 * GitHub: HMAC-SHA256 over the body alone, in `X-Hub-Signature-256`. Nothing says when it was signed, so that only the
 * event's id tells a replay from a new event.
 * Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
import { equalText, hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";

const sign = (key: Buffer, body: Uint8Array): string => `sha256=${hmacSha256(key, "", body, "hex")}`;

export const github: SignatureScheme = {
  description: "GitHub's X-Hub-Signature-256: HMAC-SHA256 over the body; no timestamp",

  /** One header, one signature: with the current key. */
  headers(keys, client, _id, _timestampSeconds, body) {
    return ["x-hub-signature-256", sign(keys.of(client)[0]!, body)];
  },

  verify(keys, client, header, body) {
    const signature = header("x-hub-signature-256");
    if (!signature) return "missing signature";
    const known = keys.of(client).some((key) => equalText(signature, sign(key, body)));
    return known ? "ok" : "forged signature";
  },
};
