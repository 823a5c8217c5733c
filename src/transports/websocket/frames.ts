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

/** One frame with its payload, in one buffer. */
export function encodeFrame(opcode: number, payload: Uint8Array, options: FrameOptions = {}): Buffer {
  const { maskKey, fin = true, rsv1 = false } = options;
  const payloadBytes = payload.length;
  const lengthBytes = payloadBytes < 126 ? 0 : payloadBytes < 65_536 ? 2 : 8;
  const headBytes = 2 + lengthBytes + (maskKey === undefined ? 0 : 4);
  // Padding puts the payload on a 4-byte boundary, with the mask key in the word before it, so that whole words are
  // masked (allocUnsafe aligns to 8). It lies outside the frame.
  const padBytes = -headBytes & 3;
  const space = Buffer.allocUnsafe(padBytes + headBytes + ((payloadBytes + 3) & ~3));
  const frame = space.subarray(padBytes, padBytes + headBytes + payloadBytes);

  frame[0] = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  frame[1] = (maskKey === undefined ? 0 : 0x80) | (lengthBytes === 0 ? payloadBytes : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(payloadBytes, 2);
  else if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(payloadBytes), 2);
  frame.set(payload, headBytes);

  if (maskKey !== undefined) {
    const words = new Int32Array(space.buffer, frame.byteOffset + headBytes - 4, 1 + ((payloadBytes + 3) >> 2));
    words[0] = maskKey;
    for (let i = 1; i < words.length; i++) words[i] = words[i]! ^ maskKey;
  }
  return frame;
}

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
