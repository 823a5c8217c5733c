/**
 * Slack: HMAC-SHA256 over `v0:timestamp:body`, in hex. Further attempts say which one they are, and why the one before failed.
 * Sources: https://docs.slack.dev/authentication/verifying-requests-from-slack, https://docs.slack.dev/apis/events-api#error-handling
 */
import type { Failure } from "../../delivery/sending/retry-delay.js";
import { equalText, hmacSha256 } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";
import { judgeTimestamp } from "./timestamp.js";

const sign = (key: Buffer, timestamp: string, body: Uint8Array): string =>
  `v0=${hmacSha256(key, `v0:${timestamp}:`, body, "hex")}`;

/** Slack knows two more: for redirects, which are not followed here, and for certificates. */
function retryReason({ kind, status }: Failure): string {
  if (kind === "timeout") return "http_timeout";
  return status > 0 ? "http_error" : "connection_failed";
}

export const slack: SignatureScheme = {
  description: "Slack's X-Slack-Signature: HMAC-SHA256 over timestamp and body",

  /** One header, one signature: with the current key. */
  headers(keys, client, _id, timestampSeconds, body) {
    const timestamp = String(timestampSeconds);
    return ["x-slack-request-timestamp", timestamp, "x-slack-signature", sign(keys.of(client)[0]!, timestamp, body)];
  },

  retryHeaders: ({ number, failure }) => [
    "x-slack-retry-num",
    String(number),
    "x-slack-retry-reason",
    retryReason(failure),
  ],

  verify(keys, client, header, body, nowSeconds, toleranceSeconds) {
    const timestamp = header("x-slack-request-timestamp");
    const signature = header("x-slack-signature");
    if (!timestamp || !signature) return "missing signature";
    const verdict = judgeTimestamp(timestamp, nowSeconds, toleranceSeconds);
    if (verdict !== "ok") return verdict;
    const known = keys.of(client).some((key) => equalText(signature, sign(key, timestamp, body)));
    return known ? "ok" : "forged signature";
  },
};
