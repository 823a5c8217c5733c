/** What the schemes with a shared secret have in common: the code itself, and comparing it in constant time. */
import { type BinaryToTextEncoding, createHmac, timingSafeEqual } from "node:crypto";

/** HMAC-SHA256 (RFC 2104) over what a scheme puts in front of the body, and the body's raw bytes. */
export const hmacSha256 = (key: Buffer, front: string, body: Uint8Array, encoding: BinaryToTextEncoding): string =>
  createHmac("sha256", key).update(front).update(body).digest(encoding);

/**
 * Whether both texts are the same, in a time that tells nothing of where they differ. The text is compared, not what it
 * decodes to: base64 and hex have several spellings of the same bytes, a sender writes one.
 */
export function equalText(given: string, expected: string): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected));
}
