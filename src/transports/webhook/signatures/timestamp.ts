import type { SignatureVerdict } from "./scheme.js";

/** Seconds since 1970 as a sender writes them: no sign, fraction or leading zero, so that one time has one spelling. */
const UNIX_SECONDS = /^[1-9]\d{0,11}$/;

/** What is wrong with the time at which a message says it was signed, or "ok". */
export function judgeTimestamp(timestamp: string, nowSeconds: number, toleranceSeconds: number): SignatureVerdict {
  if (!UNIX_SECONDS.test(timestamp)) return "malformed timestamp";
  const sentSeconds = Number(timestamp);
  if (nowSeconds - sentSeconds > toleranceSeconds) return "stale timestamp";
  return sentSeconds - nowSeconds > toleranceSeconds ? "early timestamp" : "ok";
}
