/** Pairs of nkeys as `nk -gen user` makes them, by the description of the format alone: a prefix, 32 bytes, a checksum, in base32. */
import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** "S" for a seed of "U", a user; "U" for its public key. */
const SEED_OF_USER = [0x95, 0x00];
const USER = [0xa0];
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8, and before those of its public half in SPKI (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_BYTES = 12;

export interface NkeyPair {
  seed: string;
  publicKey: string;
}

export function nkeyPair(secret = randomBytes(32)): NkeyPair {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: "der", type: "pkcs8" });
  const publicBytes = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI_BYTES);
  return { seed: encoded(SEED_OF_USER, secret), publicKey: encoded(USER, publicBytes) };
}

function encoded(prefix: readonly number[], content: Uint8Array): string {
  const bytes = Buffer.from([...prefix, ...content]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(bytes));
  return base32(Buffer.concat([bytes, sum]));
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    crc &= 0xffff;
  }
  return crc;
}

/** RFC 4648, without padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}
