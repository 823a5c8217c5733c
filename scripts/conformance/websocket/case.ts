/**
 * A case as data: what the peer sends and what RFC 6455 demands of whoever receives it. The numbers are those of the
 * well-known suite's sections; cases that it does not have are numbered from its next free group on.
 *
 * Our two sides are no echo servers. What an echo shows there is shown here by what they do with messages: a service
 * answers an event with an ack and any other message with an error frame; a client reports to its observer.
 */
import { BINARY, CLOSE, CONTINUATION, type Frame, PING, PONG, TEXT } from "./frames.js";

/** `event`: a message was taken as the event that it is; `message`: it arrived, and is no event. */
export type Reaction = "event" | "message" | `pong ${string}`;

export interface WebSocketCase {
  /** E.g. 5.12. */
  case: string;
  name: string;
  send: Frame[];
  /** Written in pieces of so many bytes, or frame by frame, each in a turn of its own; default: all at once. */
  pieces?: number | "frames";
  /** What it must bring about, in order. */
  expect: Reaction[];
  /** Close codes, one of which the connection must end with; default: it stays open and answers a ping. 1005: none given. */
  closes?: readonly number[];
  /** The RFC leaves it open: instead of all this the connection may be closed, with one of these codes. */
  orElse?: readonly number[];
  /** permessage-deflate: what a client offers to our service, what a service answers to our client. */
  deflate?: { offer: string; answer: string };
}

/** RFC 6455 section 7.4.1: what each breach must be answered with. */
export const PROTOCOL_ERROR = [1002];
export const INVALID_DATA = [1007];
export const TOO_BIG = [1009];

type Options = Omit<Frame, "opcode" | "payload">;
type Payload = string | Uint8Array;

const frame =
  (opcode: number) =>
  (payload: Payload = "", options: Options = {}): Frame => ({ opcode, payload: Buffer.from(payload), ...options });

export const text = frame(TEXT);
export const binary = frame(BINARY);
export const continuation = frame(CONTINUATION);
export const ping = frame(PING);
export const pong = frame(PONG);
export const opcode = (number: number, payload: Payload = ""): Frame => frame(number)(payload);

/** Without a code: an empty close frame. */
export function close(code?: number, reason: Payload = ""): Frame {
  if (code === undefined) return frame(CLOSE)();
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(reason)]);
  payload.writeUInt16BE(code);
  return frame(CLOSE)(payload);
}

/** How a pong with that payload is named in `expect`. */
export const pongOf = (payload: Payload): Reaction => `pong ${Buffer.from(payload).toString("hex")}`;

const FRONT = '{"id":"evt_';
const MIDDLE = '","type":"t","timestamp":"2026-01-01T00:00:00.000Z","data":"';

/** An event's bytes, with these bytes as its data. */
export const eventOf = (index: number, data: Payload): Buffer =>
  Buffer.concat([
    Buffer.from(`${FRONT}${String(index).padStart(10, "0")}${MIDDLE}`),
    Buffer.from(data),
    Buffer.from('"}'),
  ]);

export const SHORTEST_EVENT_BYTES = eventOf(0, "").length;

/** An event of exactly so many bytes. */
export const event = (index: number, bytes = 100): Buffer => eventOf(index, "*".repeat(bytes - SHORTEST_EVENT_BYTES));

/** A text message in frames that end where the bytes are cut. */
export function fragmented(message: Uint8Array, cuts: readonly number[], first = text): Frame[] {
  const edges = [0, ...cuts, message.length];
  return edges.slice(1).map((to, i) => {
    const payload = message.subarray(edges[i]!, to);
    return (i === 0 ? first : continuation)(payload, { fin: i === edges.length - 2 });
  });
}

/** Where to cut a message into frames of so many bytes. */
export const every = (bytes: number, length: number): number[] =>
  Array.from({ length: Math.ceil(length / bytes) - 1 }, (_, i) => (i + 1) * bytes);
