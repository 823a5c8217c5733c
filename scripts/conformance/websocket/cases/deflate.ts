/**
 * 12 and 13: permessage-deflate (RFC 7692). 12 is messages of many sizes and kinds, two of each where the well-known
 * suite sends a thousand: it measures, this only asks. 13 is what may be negotiated; 13.8 is ours: what an attacker or a
 * peculiar peer may send.
 */
import { deflateRawSync, constants as zlib } from "node:zlib";
import {
  binary,
  continuation,
  eventOf,
  every,
  fragmented,
  INVALID_DATA,
  PROTOCOL_ERROR,
  ping,
  SHORTEST_EVENT_BYTES,
  TOO_BIG,
  text,
  type WebSocketCase,
} from "../case.js";
import type { Frame } from "../frames.js";
import { MAX_MESSAGE_BYTES } from "./limits.js";

const RSV1 = 4;
const NAME = "permessage-deflate";
const BOTH = "server_no_context_takeover; client_no_context_takeover";
const deflate = { offer: `${NAME}; ${BOTH}`, answer: `${NAME}; ${BOTH}` };

/** Section 7.2.1: flushed to a byte, without the four bytes that every flush ends with. */
function compress(message: Uint8Array, earlier?: Buffer): Buffer {
  const context = earlier === undefined ? {} : { dictionary: earlier };
  const flushed = deflateRawSync(message, { finishFlush: zlib.Z_SYNC_FLUSH, ...context });
  return flushed.subarray(0, flushed.length - 4);
}

/** Only the first frame of a message says that it is compressed. */
function compressed(message: Uint8Array, frameBytes = Number.POSITIVE_INFINITY): Frame[] {
  const payload = compress(message);
  return fragmented(payload, payload.length > frameBytes ? every(frameBytes, payload.length) : [], (part, options) =>
    text(part, { ...options, rsv: RSV1 }),
  );
}

const noise = (length: number): string =>
  Array.from({ length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 8).toString(36)).join("");

/** Kinds of data, from what compresses to nothing to what does not compress. */
const KINDS: readonly [name: string, data: (length: number) => string][] = [
  ["JSON", (length) => "{'user':'alice','count':17},".repeat(length / 20 + 1)],
  ["noise", noise],
  [
    "English",
    (length) => "Two roads diverged in a yellow wood, and sorry I could not travel both. ".repeat(length / 60 + 1),
  ],
  ["German", (length) => "Größe, Maße, Übermut und süße Äpfel. ".repeat(length / 30 + 1)],
  ["zeros", (length) => "0".repeat(length)],
];
const SIZES = [100, 128, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072];
const FRAGMENTED: readonly [bytes: number, frameBytes: number][] = [
  [8192, 256],
  [16_384, 256],
  [32_768, 256],
  [65_536, 256],
  [131_072, 256],
  [131_072, 1024],
  [131_072, 4096],
  [131_072, 32_768],
];

/** An event of about so many bytes: a character of several bytes is not cut. */
const eventAbout = (index: number, bytes: number, data: (length: number) => string): Buffer =>
  eventOf(index, data(bytes).slice(0, Math.max(0, bytes - SHORTEST_EVENT_BYTES)));

const twoEvents = (bytes: number, data: (length: number) => string, frameBytes?: number): Frame[] =>
  [0, 1].flatMap((index) => compressed(eventAbout(index, bytes, data), frameBytes));

const messages: WebSocketCase[] = KINDS.flatMap(([kind, data], group) =>
  [...SIZES.map((bytes) => [bytes] as const), ...FRAGMENTED].map(
    ([bytes, frameBytes], i): WebSocketCase => ({
      case: `12.${group + 1}.${i + 1}`,
      name: `${kind}, ${bytes} bytes${frameBytes === undefined ? "" : `, compressed in frames of ${frameBytes}`}`,
      send: twoEvents(bytes, data, frameBytes),
      expect: ["event", "event"],
      deflate,
    }),
  ),
);

/** What a client may offer to our service, and what a service may answer to our client's one offer (section 7.1). */
const NEGOTIATED: readonly [offer: string, answer: string][] = [
  [NAME, `${NAME}; server_no_context_takeover`],
  [`${NAME}; server_no_context_takeover`, `${NAME}; ${BOTH}`],
  [`${NAME}; server_max_window_bits=9`, `${NAME}; server_no_context_takeover; server_max_window_bits=9`],
  [`${NAME}; server_max_window_bits=15`, `${NAME}; server_no_context_takeover; server_max_window_bits=15`],
  [`${NAME}; server_no_context_takeover; server_max_window_bits=9`, `${NAME}; ${BOTH}; server_max_window_bits=9`],
  [`${NAME}; server_no_context_takeover; server_max_window_bits=15`, `${NAME}; ${BOTH}; server_max_window_bits=15`],
  [
    `${NAME}; server_no_context_takeover; server_max_window_bits=9, ${NAME}; server_no_context_takeover, ${NAME}`,
    `${NAME};client_no_context_takeover ;server_no_context_takeover`,
  ],
];

const negotiation: WebSocketCase[] = NEGOTIATED.flatMap(([offer, answer], group) =>
  [128, 4096, 65_536].map(
    (bytes, i): WebSocketCase => ({
      case: `13.${group + 1}.${i + 1}`,
      name: `${group === 6 ? "several offers" : offer.replace(/^permessage-deflate(; )?/, "") || "no parameters"}, ${bytes} bytes`,
      send: twoEvents(bytes, KINDS[0]![1]),
      expect: ["event", "event"],
      deflate: { offer, answer },
    }),
  ),
);

const ONE = eventOf(0, noise(20));
const hello = (payload: string): Frame => text(Buffer.from(payload, "hex"), { rsv: RSV1 });

const peculiar: WebSocketCase[] = (
  [
    { name: "a message that is not compressed", send: [text(eventOf(0, "x"))], expect: ["event"] },
    { name: "empty message, compressed", send: [hello("00")], expect: ["message"] },
    { name: "a block that is stored as it is (7.2.3.3)", send: [hello("000500faff48656c6c6f00")], expect: ["message"] },
    { name: "a block that is marked as the last (7.2.3.4)", send: [hello("f348cdc9c9070000")], expect: ["message"] },
    { name: "two blocks in one message (7.2.3.5)", send: [hello("f24805000000ffffcac9c90700")], expect: ["message"] },
    { name: "bytes that are not deflate", send: [hello("ffffffffffff")], expect: [], closes: INVALID_DATA },
    {
      name: "a reference to an earlier message, against what was agreed",
      send: [text(compress(ONE, ONE), { rsv: RSV1 })],
      expect: [],
      closes: INVALID_DATA,
    },
    {
      name: "compressed text that is not UTF-8",
      send: compressed(eventOf(0, Buffer.from("eda080", "hex"))),
      expect: [],
      closes: INVALID_DATA,
    },
    {
      name: "a small frame that becomes too long",
      send: compressed(eventOf(0, "0".repeat(2 * MAX_MESSAGE_BYTES))),
      expect: [],
      closes: TOO_BIG,
    },
    { name: "a compressed ping", send: [ping("x", { rsv: RSV1 })], expect: [], closes: PROTOCOL_ERROR },
    {
      name: "RSV1 on a continuation",
      send: [text("a", { fin: false }), continuation("b", { rsv: RSV1 })],
      expect: [],
      closes: PROTOCOL_ERROR,
    },
    {
      name: "compressed binary message",
      send: [binary(compress(Buffer.alloc(1000)), { rsv: RSV1 })],
      expect: ["message"],
    },
  ] satisfies Omit<WebSocketCase, "case">[]
).map((one, i) => ({ case: `13.8.${i + 1}`, ...one, deflate }));

export const deflated: WebSocketCase[] = [...messages, ...negotiation, ...peculiar];
