/**
 * The headers that both schemes of Standard Webhooks write and read alike; they differ in what a signature is.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import type { SignatureVerdict } from "./scheme.js";
import { judgeTimestamp } from "./timestamp.js";

export interface Claim {
  /** `id.timestamp.`: what is signed before the body. */
  front: string;
  /** One or several, with a space between them. */
  signatures: string;
}

export const frontOf = (id: string, timestamp: string): string => `${id}.${timestamp}.`;

/** A sender that replaces its key sends one signature for each key. */
export const headersOf = (timestamp: string, signatures: string[]): string[] => [
  "webhook-timestamp",
  timestamp,
  "webhook-signature",
  signatures.join(" "),
];

/** What a request claims to be, where its time is acceptable. */
export function readClaim(
  header: (name: string) => string | undefined,
  nowSeconds: number,
  toleranceSeconds: number,
): Claim | Exclude<SignatureVerdict, "ok"> {
  const id = header("webhook-id");
  const timestamp = header("webhook-timestamp");
  const signatures = header("webhook-signature");
  if (!id || !timestamp || !signatures) return "missing signature";
  const verdict = judgeTimestamp(timestamp, nowSeconds, toleranceSeconds);
  return verdict === "ok" ? { front: frontOf(id, timestamp), signatures } : verdict;
}
