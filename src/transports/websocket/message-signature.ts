/**
 * Optional HMAC-SHA256 of every text message, so that source validation costs here what signed webhooks cost. It travels as
 * a prefix of fixed length, so that what follows keeps its fixed offsets:
 *
 *   v1,1767225600,<44 characters of base64>,{"id":"evt_…
 *
 * Signed are direction, time and message, with the client's own key: nothing can be sent back where it came from, or to
 * another client. What is sent again within the tolerance is known by its id.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { signingKey } from "../../events/secret.js";

export const messageSignatures = {
  none: "Messages are trusted because their connection was opened with a token.",
  "hmac-sha256":
    "Every message carries an HMAC-SHA256 with the client's key and is refused when that is wrong or stale.",
} as const;

export type MessageSignature = keyof typeof messageSignatures;
export const messageSignatureNames = Object.keys(messageSignatures) as MessageSignature[];

export type Direction = "to-service" | "to-client";

/** As in Standard Webhooks, both ways. */
export const TOLERANCE_SECONDS = 300;

const HEAD = /^v1,(\d{10}),$/;
const HEAD_BYTES = 14;
const MAC_CHARACTERS = 44;
export const PREFIX_BYTES = HEAD_BYTES + MAC_CHARACTERS + 1;
const COMMA = 0x2c;

/** The key of one client, which both sides have. */
export class MessageKey {
  readonly #key: KeyObject;

  constructor(secret: string, client: number) {
    this.#key = createSecretKey(signingKey(secret, client));
  }

  /** The message with its signature in front. */
  sign(direction: Direction, message: Uint8Array, nowSeconds = Date.now() / 1000): Buffer {
    const seconds = String(Math.floor(nowSeconds)).padStart(10, "0");
    const signed = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
    signed.write(`v1,${seconds},${this.#mac(direction, seconds, message)},`, "latin1");
    signed.set(message, PREFIX_BYTES);
    return signed;
  }

  /** The message behind a valid signature, as a view; undefined if it is missing, wrong, or older than `maxAgeSeconds`. */
  open(
    direction: Direction,
    signed: Buffer,
    maxAgeSeconds = TOLERANCE_SECONDS,
    nowSeconds = Date.now() / 1000,
  ): Buffer | undefined {
    if (signed.length < PREFIX_BYTES || signed[PREFIX_BYTES - 1] !== COMMA) return undefined;
    const seconds = HEAD.exec(signed.toString("latin1", 0, HEAD_BYTES))?.[1];
    if (seconds === undefined) return undefined;
    const message = signed.subarray(PREFIX_BYTES);
    const expected = Buffer.from(this.#mac(direction, seconds, message), "latin1");
    if (!timingSafeEqual(signed.subarray(HEAD_BYTES, HEAD_BYTES + MAC_CHARACTERS), expected)) return undefined;
    const ageSeconds = nowSeconds - Number(seconds);
    return ageSeconds <= maxAgeSeconds && ageSeconds >= -TOLERANCE_SECONDS ? message : undefined;
  }

  #mac(direction: Direction, seconds: string, message: Uint8Array): string {
    return createHmac("sha256", this.#key).update(`${direction}.${seconds}.`).update(message).digest("base64");
  }
}
