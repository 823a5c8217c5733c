/**
 * Standard Webhooks, scheme v1: HMAC-SHA256 over `id.timestamp.body`.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { equalText, hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";
import { judgeTimestamp } from "./timestamp.js";

const sign = (key: Buffer, id: string, timestamp: string, body: Uint8Array): string =>
  `v1,${hmacSha256(key, `${id}.${timestamp}.`, body, "base64")}`;

export const standardWebhooks: SignatureScheme = {
  description: "Standard Webhooks v1: HMAC-SHA256 over id, timestamp and body",

  /** A sender that replaces its key sends one signature for each, with a space between them. */
  headers(keys, client, id, timestampSeconds, body) {
    const timestamp = String(timestampSeconds);
    const signatures = keys.of(client).map((key) => sign(key, id, timestamp, body));
    return ["webhook-timestamp", timestamp, "webhook-signature", signatures.join(" ")];
  },

  verify(keys, client, header, body, nowSeconds, toleranceSeconds) {
    const id = header("webhook-id");
    const timestamp = header("webhook-timestamp");
    const signature = header("webhook-signature");
    if (!id || !timestamp || !signature) return "missing signature";
    const verdict = judgeTimestamp(timestamp, nowSeconds, toleranceSeconds);
    if (verdict !== "ok") return verdict;
    const given = signature.split(" ");
    for (const key of keys.of(client)) {
      const expected = sign(key, id, timestamp, body);
      if (given.some((one) => equalText(one, expected))) return "ok";
    }
    return "forged signature";
  },
};
