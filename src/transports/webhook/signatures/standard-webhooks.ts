/**
 * Standard Webhooks, scheme v1: HMAC-SHA256 over `id.timestamp.body`.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { equalText, hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";
import { frontOf, headersOf, readClaim } from "./standard-webhooks-headers.js";

const sign = (key: Buffer, front: string, body: Uint8Array): string => `v1,${hmacSha256(key, front, body, "base64")}`;

export const standardWebhooks: SignatureScheme = {
  description: "Standard Webhooks v1: HMAC-SHA256 over id, timestamp and body",

  headers(keys, client, id, timestampSeconds, body) {
    const timestamp = String(timestampSeconds);
    const front = frontOf(id, timestamp);
    return headersOf(
      timestamp,
      keys.of(client).map((key) => sign(key, front, body)),
    );
  },

  verify(keys, client, header, body, nowSeconds, toleranceSeconds) {
    const claim = readClaim(header, nowSeconds, toleranceSeconds);
    if (typeof claim === "string") return claim;
    const given = claim.signatures.split(" ");
    for (const key of keys.of(client)) {
      const expected = sign(key, claim.front, body);
      if (given.some((one) => equalText(one, expected))) return "ok";
    }
    return "forged signature";
  },
};
