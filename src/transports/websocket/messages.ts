/**
 * The application protocol, all text frames. As written here the third byte tells them apart: i, a, e, g. What is no event is
 * understood in any spelling of JSON.
 *
 *   {"id":"evt_0000000042",…}                      an event: the envelope's bytes
 *   {"id":"evt_0000000042",…,"seq":17}             under at-least-once, to a client: with its number in the room
 *   {"ack":"evt_0000000042"}                       the event was taken
 *   {"error":"…"}                                  a message was not understood
 *   {"error":"…","id":"evt_0000000042"}            the event was not taken, and will not be
 *   {"error":"…","id":"…","retryAfterSeconds":1}   it was not taken this time: to be sent again; null: after a time of its sender's choice
 *   {"gap":16}                                     events up to that number are lost to this client
 */
import { eventId, ID_BYTES, indexOfId, indexOfIdAt } from "../../events/id.js";
import type { EventRefusal } from "../delivery/sending/deliveries.js";
import { encodeFrame, TEXT } from "./frames.js";

const KIND_AT = 2;
const ACK = 0x61;
const EVENT = 0x69;
/** Behind `{"ack":"`. */
const ACK_ID_AT = 8;
const ACK_BYTES = ACK_ID_AT + ID_BYTES + 2;

const isAck = (payload: Uint8Array): boolean => payload[KIND_AT] === ACK;

/** It begins as an event does, which is not to say that it is one. */
export const isEventLike = (payload: Uint8Array): boolean => payload[KIND_AT] === EVENT;

export const encodeAck = (index: number): string => `{"ack":"${eventId(index)}"}`;

/** The event number of an ack in our own spelling, −1 if it is none. Allocates nothing: it runs per delivery. */
export const indexOfAck = (payload: Uint8Array): number =>
  payload.length === ACK_BYTES && isAck(payload) ? indexOfIdAt(payload, ACK_ID_AT) : -1;

export const encodeGap = (throughSeq: number): string => `{"gap":${throughSeq}}`;

export const encodeError = (reason: string): string => JSON.stringify({ error: reason });

export const encodeRefusal = ({ index, reason, retryAfterSeconds }: EventRefusal): string =>
  JSON.stringify({ error: reason, id: eventId(index), retryAfterSeconds });

/**
 * undefined: an error that is about no event, or not an error at all. A retryAfterSeconds that is no time asks for another
 * attempt all the same.
 */
function refusalIn({ error, id, retryAfterSeconds: after }: Record<string, unknown>): EventRefusal | undefined {
  if (typeof error !== "string" || typeof id !== "string" || indexOfId(id) < 0) return undefined;
  const refusal = { index: indexOfId(id), reason: error };
  if (after === undefined) return refusal;
  return { ...refusal, retryAfterSeconds: typeof after === "number" && after >= 0 ? after : null };
}

/** What a message is, whatever its blanks, escapes and further members. An `index` of −1: an ack of no event of ours. */
export type Understood =
  | { kind: "ack"; index: number }
  | { kind: "refusal"; refusal: EventRefusal }
  | { kind: "error" }
  | { kind: "gap" }
  | { kind: "event" };

/** Longer messages are no acks, and errors of that length are shown as they came. */
const MOST_PARSED_BYTES = 4096;

/** Slower than `indexOfAck`, which comes first. undefined: none of these. */
export function understand(payload: Buffer): Understood | undefined {
  const message = parsedMessage(payload);
  if (message === undefined) return undefined;
  const { id, ack, error, gap } = message;
  if (ack !== undefined) return { kind: "ack", index: typeof ack === "string" ? indexOfId(ack) : -1 };
  const refusal = refusalIn(message);
  if (refusal !== undefined) return { kind: "refusal", refusal };
  if (error !== undefined) return { kind: "error" };
  if (id !== undefined) return { kind: "event" };
  return gap === undefined ? undefined : { kind: "gap" };
}

function parsedMessage(payload: Buffer): Record<string, unknown> | undefined {
  if (payload.length > MOST_PARSED_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const SEQUENCE_KEY = ',"seq":';
const CLOSING_BRACE = 0x7d;

/** The event's bytes with its number in the room as the last member, if there is one. `body` is JSON. */
export function withSequence(body: Buffer, seq: number): Buffer {
  if (seq === 0) return body;
  const bodyEnd = body.lastIndexOf(CLOSING_BRACE);
  const member = `${SEQUENCE_KEY}${seq}}`;
  const numbered = Buffer.allocUnsafe(bodyEnd + member.length);
  body.copy(numbered, 0, 0, bodyEnd);
  numbered.write(member, bodyEnd, "latin1");
  return numbered;
}

/** The number that `withSequence` wrote, 0 if there is none. Allocates nothing: it runs per delivery. */
export function sequenceOf(payload: Uint8Array): number {
  let at = payload.length - 2; // before the brace
  let seq = 0;
  for (let place = 1; at > SEQUENCE_KEY.length; at--, place *= 10) {
    const digit = payload[at]! - 0x30;
    if (digit < 0 || digit > 9) break;
    seq += digit * place;
  }
  for (let i = SEQUENCE_KEY.length - 1; i >= 0; i--, at--) {
    if (payload[at] !== SEQUENCE_KEY.charCodeAt(i)) return 0;
  }
  return seq;
}

/** Where the event's own bytes end, but for their closing brace, in a message that carries that number; 0: none. */
export function endOfEvent(payload: Uint8Array, seq: number): number {
  let end = payload.length - 1;
  if (seq > 0) end -= SEQUENCE_KEY.length;
  for (let rest = seq; rest > 0; rest = Math.floor(rest / 10)) end--;
  return end;
}

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
