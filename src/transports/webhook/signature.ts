/**
 * Standard Webhooks signatures, scheme v1: HMAC-SHA256 over `id.timestamp.body`, on the raw bytes.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { signingKey } from "../../events/secret.js";

/** The headers of a signed event as received; `undefined` where one is missing. */
export interface SignatureHeaders {
  id: string | undefined;
  timestamp: string | undefined;
  /** One or more signatures with a space between them: a sender that rotates keys sends several. */
  signature: string | undefined;
}

export type SignatureVerdict =
  | "ok"
  | "missing signature"
  | "malformed timestamp"
  | "stale timestamp"
  | "early timestamp"
  | "forged signature";

/** The value of `webhook-signature`: `v1,` and base64. `timestampSeconds` is the time of this attempt, not of the event. */
export function sign(key: Buffer, id: string, timestampSeconds: number, body: Uint8Array): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestampSeconds}.`).update(body).digest("base64")}`;
}

/** Never throws, whatever the headers hold. `nowSeconds` may differ from the timestamp by the tolerance, both ways. */
export function verify(
  key: Buffer,
  { id, timestamp, signature }: SignatureHeaders,
  body: Uint8Array,
  nowSeconds: number,
  toleranceSeconds: number,
): SignatureVerdict {
  if (!id || !timestamp || !signature) return "missing signature";
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return "malformed timestamp";
  const sentSeconds = Number(timestamp);
  if (nowSeconds - sentSeconds > toleranceSeconds) return "stale timestamp";
  if (sentSeconds - nowSeconds > toleranceSeconds) return "early timestamp";
  // The text is compared, not what it decodes to: base64 has several spellings of the same bytes, a sender writes one.
  const expected = Buffer.from(sign(key, id, sentSeconds, body), "latin1");
  for (const candidate of signature.split(" ")) {
    const given = Buffer.from(candidate, "latin1");
    if (given.length === expected.length && timingSafeEqual(given, expected)) return "ok";
  }
  return "forged signature";
}

/** Every client's signing key, derived when first asked for. */
export class KeyRing {
  readonly #secret: string;
  readonly #keys = new Map<number, Buffer>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  of(client: number): Buffer {
    let key = this.#keys.get(client);
    if (key === undefined) {
      key = signingKey(this.#secret, client);
      this.#keys.set(client, key);
    }
    return key;
  }
}
