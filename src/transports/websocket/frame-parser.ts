/** RFC 6455 sections 5 and 8.1: reads messages out of a byte stream that arrives in any pieces. */
import { isUtf8 } from "node:buffer";
import { GrowingBuffer } from "../growing-buffer.js";
import { BINARY, CLOSE, CONTINUATION, isCloseCode, PONG, TEXT } from "./frames.js";

/** The peer broke the protocol or a limit; the connection must be closed with this code (section 7.4.1). */
export interface Violation {
  closeCode: 1002 | 1007 | 1009;
  reason: string;
}

export interface FrameParserOptions {
  /** True on the server's side: clients mask, and the payload is unmasked in the chunk itself. False on the client's. */
  masked: boolean;
  /** Of a whole message, fragments put together and inflated. */
  maxPayloadBytes: number;
  /** Undoes RFC 7692 compression where that was negotiated; throws a RangeError above the limit, another error on bad bytes. */
  inflate?: ((payload: Buffer, maxBytes: number) => Buffer) | undefined;
  /** A whole message or control frame. `payload` may be a view of the chunk: valid only during the call. */
  onMessage(opcode: number, payload: Buffer): void;
}

const MAX_HEAD_BYTES = 14;
const EMPTY = Buffer.alloc(0);

export class FrameParser {
  readonly #options: FrameParserOptions;
  #violation: Violation | undefined;
  #closed = false;
  /** The beginning of a frame whose end is in chunks to come. */
  #held = EMPTY;
  #heldBytes = 0;
  /** Of the frame measured last. */
  #headBytes = 0;
  /** The message that is under way in fragments: opcode 0 means none. */
  #opcode = 0;
  #compressed = false;
  #assembled: GrowingBuffer | undefined;

  constructor(options: FrameParserOptions) {
    this.#options = options;
  }

  /** Takes the stream's next bytes, chunk[0, end). After a violation, and after a close frame, everything is ignored. */
  push(chunk: Buffer, end = chunk.length): Violation | undefined {
    let at = 0;
    while (at < end && !this.#violation && !this.#closed) {
      if (this.#heldBytes > 0) {
        at = this.#resume(chunk, at, end);
        continue;
      }
      const frameBytes = this.#measure(chunk, at, end);
      if (frameBytes > end - at || frameBytes === 0) {
        this.#hold(chunk, at, end, frameBytes);
        break;
      }
      this.#accept(chunk, at, frameBytes);
      at += frameBytes;
    }
    return this.#violation;
  }

  /** Whole length of the frame that starts at `at`, 0 while its head is incomplete. Checks the head. */
  #measure(bytes: Buffer, at: number, end: number): number {
    const available = end - at;
    if (available < 2) return 0;
    const first = bytes[at]!;
    const second = bytes[at + 1]!;
    const masked = second >= 0x80;
    let payloadBytes = second & 0x7f;
    const lengthBytes = payloadBytes < 126 ? 0 : payloadBytes === 126 ? 2 : 8;
    const headBytes = 2 + lengthBytes + (masked ? 4 : 0);
    if (available < headBytes) return 0;
    if (lengthBytes === 2) payloadBytes = bytes.readUInt16BE(at + 2);
    else if (lengthBytes === 8) payloadBytes = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
    this.#headBytes = headBytes;
    this.#violation = this.#faultOfHead(first, masked, lengthBytes, payloadBytes);
    return headBytes + payloadBytes;
  }

  #faultOfHead(first: number, masked: boolean, lengthBytes: number, payloadBytes: number): Violation | undefined {
    const { inflate, maxPayloadBytes } = this.#options;
    const opcode = first & 0x0f;
    if ((first & 0x30) !== 0) return protocolError("RSV2 or RSV3 is set");
    if ((first & 0x40) !== 0 && (inflate === undefined || opcode === CONTINUATION || opcode >= CLOSE)) {
      return protocolError("RSV1 is set");
    }
    if (masked !== this.#options.masked) return protocolError(masked ? "masked frame" : "unmasked frame");
    if ((opcode > BINARY && opcode < CLOSE) || opcode > PONG) return protocolError("reserved opcode");
    if (opcode >= CLOSE) {
      if (first < 0x80) return protocolError("fragmented control frame");
      return lengthBytes === 0 ? undefined : protocolError("control frame above 125 bytes");
    }
    if (opcode === CONTINUATION && this.#opcode === 0) return protocolError("continuation of nothing");
    if (opcode !== CONTINUATION && this.#opcode !== 0) return protocolError("message within a fragmented message");
    if (lengthBytes !== 0 && payloadBytes < (lengthBytes === 2 ? 126 : 65_536)) {
      return protocolError("length not in its shortest form");
    }
    return (this.#assembled?.length ?? 0) + payloadBytes > maxPayloadBytes ? tooLong(maxPayloadBytes) : undefined;
  }

  /** Keeps a copy of an incomplete frame: the chunk's bytes will be overwritten. */
  #hold(chunk: Buffer, at: number, end: number, frameBytes: number): void {
    if (this.#violation) return;
    this.#held = Buffer.allocUnsafe(frameBytes || MAX_HEAD_BYTES);
    this.#heldBytes = chunk.copy(this.#held, 0, at, end);
  }

  /** Adds to the incomplete frame; returns how far the chunk is used up. */
  #resume(chunk: Buffer, from: number, end: number): number {
    let at = from;
    let frameBytes = this.#measure(this.#held, 0, this.#heldBytes);
    while (frameBytes === 0 && at < end) {
      this.#held[this.#heldBytes++] = chunk[at++]!;
      frameBytes = this.#measure(this.#held, 0, this.#heldBytes);
    }
    if (frameBytes === 0 || this.#violation) return at;
    if (this.#held.length < frameBytes) {
      const head = this.#held;
      this.#held = Buffer.allocUnsafe(frameBytes);
      head.copy(this.#held, 0, 0, this.#heldBytes);
    }
    const copied = chunk.copy(this.#held, this.#heldBytes, at, Math.min(end, at + frameBytes - this.#heldBytes));
    this.#heldBytes += copied;
    if (this.#heldBytes === frameBytes) {
      const frame = this.#held;
      this.#held = EMPTY;
      this.#heldBytes = 0;
      this.#accept(frame, 0, frameBytes);
    }
    return at + copied;
  }

  /** A whole frame whose head was checked. */
  #accept(bytes: Buffer, at: number, frameBytes: number): void {
    if (this.#violation) return;
    const first = bytes[at]!;
    const opcode = first & 0x0f;
    const from = at + this.#headBytes;
    const to = at + frameBytes;
    if (this.#options.masked)
      for (let i = from; i < to; i++) bytes[i] = bytes[i]! ^ bytes[from - 4 + ((i - from) & 3)]!;
    const payload = bytes.subarray(from, to);

    if (opcode >= CLOSE) this.#finishControl(opcode, payload);
    else if (opcode !== CONTINUATION && first >= 0x80) this.#finish(opcode, (first & 0x40) !== 0, payload);
    else this.#assemble(first, payload);
  }

  /** A frame of a fragmented message. */
  #assemble(first: number, payload: Buffer): void {
    if ((first & 0x0f) !== CONTINUATION) {
      this.#opcode = first & 0x0f;
      this.#compressed = (first & 0x40) !== 0;
    }
    this.#assembled ??= new GrowingBuffer();
    this.#assembled.append(payload);
    if (first < 0x80) return;
    const opcode = this.#opcode;
    const message = this.#assembled.bytes;
    this.#opcode = 0;
    this.#assembled = undefined;
    this.#finish(opcode, this.#compressed, message);
  }

  #finish(opcode: number, compressed: boolean, payload: Buffer): void {
    let message = payload;
    if (compressed) {
      const { inflate, maxPayloadBytes } = this.#options;
      try {
        message = inflate!(payload, maxPayloadBytes);
      } catch (error) {
        const why =
          error instanceof RangeError ? tooLong(maxPayloadBytes) : invalidData("message that cannot be inflated");
        this.#violation = why;
        return;
      }
    }
    if (opcode === TEXT && !isUtf8(message)) this.#violation = invalidData("text that is not UTF-8");
    else this.#options.onMessage(opcode, message);
  }

  #finishControl(opcode: number, payload: Buffer): void {
    if (opcode === CLOSE) {
      this.#violation = faultOfClose(payload);
      if (this.#violation) return;
      this.#closed = true;
    }
    this.#options.onMessage(opcode, payload);
  }
}

const protocolError = (reason: string): Violation => ({ closeCode: 1002, reason });
const invalidData = (reason: string): Violation => ({ closeCode: 1007, reason });
const tooLong = (maxBytes: number): Violation => ({ closeCode: 1009, reason: `message above ${maxBytes} bytes` });

function faultOfClose(payload: Buffer): Violation | undefined {
  if (payload.length === 0) return undefined;
  if (payload.length === 1) return protocolError("close frame of one byte");
  if (!isCloseCode(payload.readUInt16BE(0))) return protocolError("invalid close code");
  return isUtf8(payload.subarray(2)) ? undefined : invalidData("close reason that is not UTF-8");
}
