/**
 * Standard Webhooks, scheme v1a: Ed25519 over `id.timestamp.body`, so that recipients hold a public key that signs nothing.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { SignatureScheme } from "./scheme.js";
import { frontOf, headersOf, readClaim } from "./standard-webhooks-headers.js";

/** RFC 8410 section 7: what stands in front of the 32 bytes of a private key in PKCS #8. */
const PKCS8_FRONT = Buffer.from("302e020100300506032b657004220420", "hex");
/** Checking one takes a tenth of a millisecond: without a limit a head full of made-up ones would be an attack. */
const MAX_SIGNATURES = 8;
/** The base64 of 64 bytes, and nothing that only decodes to as many. */
const SIGNATURE = /^v1a,([A-Za-z0-9+/]{85}[AQgw]==)$/;

interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const pairs = new WeakMap<Buffer, KeyPair>();

/** The pair whose private half (RFC 8032: the seed) is the client's key; made once per key. */
function pairOf(seed: Buffer): KeyPair {
  let pair = pairs.get(seed);
  if (pair === undefined) {
    const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_FRONT, seed]), format: "der", type: "pkcs8" });
    pair = { privateKey, publicKey: createPublicKey(privateKey) };
    pairs.set(seed, pair);
  }
  return pair;
}

const signed = (front: string, body: Uint8Array): Buffer => Buffer.concat([Buffer.from(front), body]);

export const standardWebhooksEd25519: SignatureScheme = {
  description: "Standard Webhooks v1a: Ed25519 over id, timestamp and body; the recipient holds only a public key",

  headers(keys, client, id, timestampSeconds, body) {
    const timestamp = String(timestampSeconds);
    const content = signed(frontOf(id, timestamp), body);
    return headersOf(
      timestamp,
      keys.of(client).map((seed) => `v1a,${sign(null, content, pairOf(seed).privateKey).toString("base64")}`),
    );
  },

  verify(keys, client, header, body, nowSeconds, toleranceSeconds) {
    const claim = readClaim(header, nowSeconds, toleranceSeconds);
    if (typeof claim === "string") return claim;
    const content = signed(claim.front, body);
    for (const one of claim.signatures.split(" ", MAX_SIGNATURES)) {
      const base64 = SIGNATURE.exec(one)?.[1];
      if (base64 === undefined) continue;
      const bytes = Buffer.from(base64, "base64");
      if (keys.of(client).some((seed) => verify(null, content, pairOf(seed).publicKey, bytes))) return "ok";
    }
    return "forged signature";
  },
};
