/**
 * What a client shows when it opens a connection for its events. Without expiry it is the client's bearer token; with expiry
 * the second at which it ends stands in front of a MAC under that token: `1767225600.W0d…`.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { accessToken } from "../../events/secret.js";
import { countOf } from "../http1/required-headers.js";

const mac = (secret: string, client: number, expiresAtSeconds: string): string =>
  createHmac("sha256", accessToken(secret, client)).update(`expires ${expiresAtSeconds}`).digest("base64url");

/** `expiresAtSeconds`: Unix time, fractions allowed; undefined: it never ends. */
export function issueToken(secret: string, client: number, expiresAtSeconds?: number): string {
  if (expiresAtSeconds === undefined) return accessToken(secret, client);
  const until = expiresAtSeconds.toFixed(3);
  return `${until}.${mac(secret, client, until)}`;
}

export interface TokenRules {
  secret: string;
  /** Whether tokens end. */
  tokensExpire: boolean;
  nowSeconds: number;
}

export type Authorized = { expiresAtSeconds: number | undefined } | { status: 400 | 401; reason: string };

/** Whether the request shows the token of that client. */
export function authorize(
  { headers, rawHeaders }: Pick<IncomingMessage, "headers" | "rawHeaders">,
  client: number,
  { secret, tokensExpire, nowSeconds }: TokenRules,
): Authorized {
  // Node would drop the second: two readers could let two clients in.
  if (countOf(rawHeaders, "authorization") > 1) return { status: 400, reason: "Authorization can be said once" };
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  const verdict = checkToken(token, { secret, client, expires: tokensExpire, nowSeconds });
  if (verdict === "wrong") return { status: 401, reason: "the bearer token is missing or wrong" };
  if (verdict === "expired") return { status: 401, reason: "the bearer token has expired" };
  return verdict;
}

export type TokenVerdict = { expiresAtSeconds: number | undefined } | "wrong" | "expired";

/** `expires`: whether tokens of this service end; one of the other kind is wrong. */
export function checkToken(
  token: string,
  { secret, client, expires, nowSeconds }: { secret: string; client: number; expires: boolean; nowSeconds: number },
): TokenVerdict {
  if (!expires) {
    return isSame(token, accessToken(secret, client)) ? { expiresAtSeconds: undefined } : "wrong";
  }
  const until = /^(\d{1,12}\.\d{3})\./.exec(token)?.[1];
  if (until === undefined || !isSame(token, `${until}.${mac(secret, client, until)}`)) return "wrong";
  return nowSeconds < Number(until) ? { expiresAtSeconds: Number(until) } : "expired";
}

/** In constant time for tokens of the right length. */
function isSame(shown: string, expected: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
