/**
 * The application protocol, all text frames. An event is the envelope's bytes; beside it there are acks,
 * `{"ack":"evt_0000000042"}`, and errors, `{"error":"…"}`. The third byte tells them apart: i, a, e.
 */
import { eventId, ID_BYTES, indexOfIdAt } from "../../events/id.js";
import { encodeFrame, TEXT } from "./frames.js";

const KIND_AT = 2;
const ACK = 0x61;
const ERROR = 0x65;
/** Behind `{"ack":"`. */
const ACK_ID_AT = 8;
const ACK_BYTES = ACK_ID_AT + ID_BYTES + 2;

export const isAck = (payload: Uint8Array): boolean => payload[KIND_AT] === ACK;
export const isError = (payload: Uint8Array): boolean => payload[KIND_AT] === ERROR;

export const encodeAck = (index: number): string => `{"ack":"${eventId(index)}"}`;

/** The event number of an ack, −1 if it is not an ack of ours. */
export const indexOfAck = (payload: Uint8Array): number =>
  payload.length === ACK_BYTES && isAck(payload) ? indexOfIdAt(payload, ACK_ID_AT) : -1;

export const encodeError = (reason: string): string => JSON.stringify({ error: reason });

/** Any key but 0 (see FrameOptions); the same for all acks, so that the frame can be made once. */
const ACK_MASK_KEY = 0x5a3c_96e1;
const ACK_FRAME = encodeFrame(TEXT, Buffer.from(encodeAck(0)), { maskKey: ACK_MASK_KEY });
const MASK_KEY_AT = 2;
const PAYLOAD_AT = 6;
const FIRST_DIGIT_AT = ACK_ID_AT + "evt_".length;
const LAST_DIGIT_AT = ACK_ID_AT + ID_BYTES - 1;

/** A client's whole ack frame: only the digits differ from event to event. Runs per delivery. */
export function maskedAckFrame(index: number): Buffer {
  const frame = Buffer.allocUnsafe(ACK_FRAME.length);
  frame.set(ACK_FRAME);
  let rest = index;
  for (let i = LAST_DIGIT_AT; i >= FIRST_DIGIT_AT && rest > 0; i--) {
    frame[PAYLOAD_AT + i] = (0x30 + (rest % 10)) ^ ACK_FRAME[MASK_KEY_AT + (i & 3)]!;
    rest = Math.floor(rest / 10);
  }
  return frame;
}
