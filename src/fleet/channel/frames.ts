/**
 * A message between coordinator and worker on the wire: signed, so that nobody else on the NATS server can play with a worker, and
 * numbered, so that nothing is taken twice or out of order. What is inside is not encrypted: that is the connection's affair (TLS).
 *
 * 32 bytes of HMAC-SHA-256, the kind (1 byte), the number (8 bytes), and the content.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** It is part of what is signed, so that no frame can be sent back to whom it came from. */
export type Side = "coordinator" | "worker";

/** A beat is a sign of life that says what has arrived so far. A message is one part or more, of which the last is marked. */
export const frameKinds = ["beat", "part", "last-part"] as const;
export type FrameKind = (typeof frameKinds)[number];

export interface Frame {
  kind: FrameKind;
  /** From 1; beats and parts are counted apart. */
  number: number;
  content: Uint8Array;
}

const MAC_BYTES = 32;
export const FRAME_HEAD_BYTES = MAC_BYTES + 1 + 8;

const macOf = (key: Buffer, from: Side, signed: Uint8Array): Buffer =>
  createHmac("sha256", key).update(from).update(signed).digest();

export function sealed(key: Buffer, from: Side, { kind, number, content }: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEAD_BYTES + content.length);
  bytes[MAC_BYTES] = frameKinds.indexOf(kind);
  bytes.writeBigUInt64BE(BigInt(number), MAC_BYTES + 1);
  bytes.set(content, FRAME_HEAD_BYTES);
  macOf(key, from, bytes.subarray(MAC_BYTES)).copy(bytes);
  return bytes;
}

/** Undefined: it was not sealed with this key by that side, or was changed under way. */
export function opened(key: Buffer, from: Side, data: Uint8Array): Frame | undefined {
  if (data.length < FRAME_HEAD_BYTES) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(key, from, bytes.subarray(MAC_BYTES)))) return undefined;
  const kind = frameKinds[bytes[MAC_BYTES]!];
  if (kind === undefined) return undefined;
  return {
    kind,
    number: Number(bytes.readBigUInt64BE(MAC_BYTES + 1)),
    content: bytes.subarray(FRAME_HEAD_BYTES),
  };
}
