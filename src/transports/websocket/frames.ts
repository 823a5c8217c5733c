/** RFC 6455 section 5: the bytes of a frame, written. FrameParser reads them. */
export const CONTINUATION = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

export interface FrameOptions {
  /**
   * 32 bits, as clients must: section 5.3. A key that is easy to guess is fine among one's own processes; 0 is not,
   * because it leaves the bytes as they are and some servers then skip the work of unmasking.
   */
  maskKey?: number;
  /** False for all but the last frame of a fragmented message. */
  fin?: boolean;
  /** The message is compressed (RFC 7692). */
  rsv1?: boolean;
}

/** Space for frames: bytes, and the same bytes as words. Making the second view for every frame would cost as much as masking it. */
interface Slab {
  bytes: Buffer;
  words: Int32Array;
  usedBytes: number;
}

const SLAB_BYTES = 32 * 1024;
const newSlab = (size: number): Slab => {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, words: new Int32Array(bytes.buffer), usedBytes: 0 };
};
let shared = newSlab(SLAB_BYTES);

/** A slab with this much room: the shared one, as Buffer.allocUnsafe has it, or its own for a long frame. */
function slabFor(bytes: number): Slab {
  if (bytes > SLAB_BYTES) return newSlab(bytes);
  if (shared.usedBytes + bytes > SLAB_BYTES) shared = newSlab(SLAB_BYTES);
  return shared;
}

/** One frame with its payload, in one buffer. */
export function encodeFrame(opcode: number, payload: Uint8Array, options: FrameOptions = {}): Buffer {
  const { maskKey, fin = true, rsv1 = false } = options;
  const payloadBytes = payload.length;
  const lengthBytes = payloadBytes < 126 ? 0 : payloadBytes < 65_536 ? 2 : 8;
  const headBytes = 2 + lengthBytes + (maskKey === undefined ? 0 : 4);
  // Padding in front of the frame puts the payload on a 4-byte boundary, with the mask key in the word before it, so that
  // whole words are masked.
  const padBytes = -headBytes & 3;
  const spaceBytes = padBytes + headBytes + ((payloadBytes + 3) & ~3);
  const slab = slabFor(spaceBytes);
  const { bytes, words } = slab;
  const from = slab.usedBytes + padBytes;
  const payloadFrom = from + headBytes;
  slab.usedBytes += spaceBytes;

  bytes[from] = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  bytes[from + 1] =
    (maskKey === undefined ? 0 : 0x80) | (lengthBytes === 0 ? payloadBytes : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) bytes.writeUInt16BE(payloadBytes, from + 2);
  else if (lengthBytes === 8) bytes.writeBigUInt64BE(BigInt(payloadBytes), from + 2);
  bytes.set(payload, payloadFrom);

  if (maskKey !== undefined) {
    const firstWord = payloadFrom >> 2;
    const endWord = (payloadFrom + payloadBytes + 3) >> 2;
    words[firstWord - 1] = maskKey;
    for (let i = firstWord; i < endWord; i++) words[i] = words[i]! ^ maskKey;
  }
  return bytes.subarray(from, payloadFrom + payloadBytes);
}

/** The payload of a masked frame as `encodeFrame` writes it: a copy, which is valid until the next call. */
export function payloadOfMasked(frame: Buffer): Buffer {
  const shortBytes = frame[1]! & 0x7f;
  const from = 2 + (shortBytes < 126 ? 0 : shortBytes === 126 ? 2 : 8) + 4;
  const payloadBytes = frame.length - from;
  if (scratch.length < payloadBytes) scratch = Buffer.allocUnsafeSlow(2 * payloadBytes);
  for (let i = 0; i < payloadBytes; i++) scratch[i] = frame[from + i]! ^ frame[from - 4 + (i & 3)]!;
  return scratch.subarray(0, payloadBytes);
}

let scratch = Buffer.allocUnsafeSlow(4096);

/** Payload of a close frame. `reason` must fit into 123 bytes. */
export function closePayload(code: number, reason = ""): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
}

/** Codes that may be on the wire: section 7.4 and the IANA registry. 1004 to 1006 and 1015 may not. */
export function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code < 5000);
}
