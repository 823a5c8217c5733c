/**
 * RFC 6455 section 5.2 for the fuzzing peer: frames written as a case wants them, valid or not, and read from our side.
 * Apart from src on purpose: what both sides misread alike would never be found.
 */
export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

export interface Frame {
  opcode: number;
  payload: Buffer;
  /** Default true. */
  fin?: boolean;
  /** The three reserved bits as a number, RSV1 being 4. */
  rsv?: number;
  /** Masked although our side's peer must not mask, or unmasked although it must. */
  wronglyMasked?: true;
  /** Of the extended length: 2 or 8 although the payload is shorter than that asks for. */
  lengthBytes?: 2 | 8;
  /** The length that the head announces; default: the payload's. */
  announcedBytes?: bigint;
}

const MASK_KEY = Buffer.from([0x37, 0xfa, 0x21, 0x3d]); // of the RFC's own examples

/** `masked`: whether the side that sends this has to mask, as clients do. */
export function encode(frame: Frame, masked: boolean): Buffer {
  const { opcode, payload, fin = true, rsv = 0 } = frame;
  const announced = frame.announcedBytes ?? BigInt(payload.length);
  const lengthBytes = frame.lengthBytes ?? (announced < 126n ? 0 : announced < 65_536n ? 2 : 8);
  const maskBit = masked === (frame.wronglyMasked ?? false) ? 0 : 0x80;
  const head = Buffer.alloc(2 + lengthBytes);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = maskBit | (lengthBytes === 0 ? Number(announced) : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) head.writeUInt16BE(Number(announced), 2);
  if (lengthBytes === 8) head.writeBigUInt64BE(announced, 2);
  if (maskBit === 0) return Buffer.concat([head, payload]);
  return Buffer.concat([head, MASK_KEY, payload.map((byte, at) => byte ^ MASK_KEY[at % 4]!)]);
}

export interface ReceivedFrame {
  opcode: number;
  fin: boolean;
  rsv: number;
  masked: boolean;
  payload: Buffer;
}

/** Reads frames from a stream; what is incomplete waits for more. */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);

  *read(chunk: Buffer): Generator<ReceivedFrame> {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const bytes = this.#bytes;
      if (bytes.length < 2) return;
      const short = bytes[1]! & 0x7f;
      const masked = bytes[1]! >= 0x80;
      const maskAt = short < 126 ? 2 : short === 126 ? 4 : 10;
      const payloadAt = maskAt + (masked ? 4 : 0);
      if (bytes.length < payloadAt) return;
      const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
      if (bytes.length < payloadAt + length) return;
      const key = bytes.subarray(maskAt, payloadAt);
      const payload = bytes.subarray(payloadAt, payloadAt + length);
      this.#bytes = bytes.subarray(payloadAt + length);
      yield {
        opcode: bytes[0]! & 0x0f,
        fin: bytes[0]! >= 0x80,
        rsv: (bytes[0]! >> 4) & 7,
        masked,
        payload: masked ? Buffer.from(payload.map((byte, at) => byte ^ key[at % 4]!)) : payload,
      };
    }
  }
}
