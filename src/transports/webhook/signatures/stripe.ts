/**
 * Stripe: HMAC-SHA256 over `timestamp.body`, in hex; time and signatures share one header, `t=1492774577,v1=…,v1=…`.
 * Source: https://docs.stripe.com/webhooks/signature
 */
import { equalText, hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";
import { judgeTimestamp } from "./timestamp.js";

const sign = (key: Buffer, timestamp: string, body: Uint8Array): string =>
  `v1=${hmacSha256(key, `${timestamp}.`, body, "hex")}`;

export const stripe: SignatureScheme = {
  description: "Stripe-Signature: HMAC-SHA256 over timestamp and body, both in one header",

  /** A sender that replaces its key sends one `v1` for each. */
  headers(keys, client, _id, timestampSeconds, body) {
    const timestamp = String(timestampSeconds);
    const signatures = keys.of(client).map((key) => sign(key, timestamp, body));
    return ["stripe-signature", [`t=${timestamp}`, ...signatures].join(",")];
  },

  verify(keys, client, header, body, nowSeconds, toleranceSeconds) {
    const items = (header("stripe-signature") ?? "").split(",");
    const timestamps = items.filter((item) => item.startsWith("t="));
    const signatures = items.filter((item) => item.startsWith("v1="));
    if (timestamps.length === 0 || signatures.length === 0) return "missing signature";
    if (timestamps.length > 1) return "malformed timestamp"; // which one was signed would be a guess
    const timestamp = timestamps[0]!.slice("t=".length);
    const verdict = judgeTimestamp(timestamp, nowSeconds, toleranceSeconds);
    if (verdict !== "ok") return verdict;
    for (const key of keys.of(client)) {
      const expected = sign(key, timestamp, body);
      if (signatures.some((one) => equalText(one, expected))) return "ok";
    }
    return "forged signature";
  },
};
