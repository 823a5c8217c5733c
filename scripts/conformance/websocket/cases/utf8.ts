/**
 * 6: text is UTF-8 or the connection fails (section 8.1, RFC 3629). The sequences are those that stress a decoder: the
 * ends of every range, and everything that decoders take by mistake. Each is the data of an event, so that a lenient
 * decoder would take it for one. A peer may fail at once or when the message is whole; ours do the latter.
 */
import { continuation, eventOf, every, fragmented, INVALID_DATA, text, type WebSocketCase } from "../case.js";

const VALID = Buffer.from("Hello-µ@ßöäüàá-UTF-8!!");
/** κόσμε, its second letter in three bytes (U+1F79). */
const KOSME = Buffer.from("cebae1bdb9cf83cebcceb5", "hex");
const hex = (...sequences: string[]): Buffer[] => sequences.map((sequence) => Buffer.from(sequence, "hex"));
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const codePoint = (point: number): Buffer => Buffer.from(String.fromCodePoint(point));

type Verdict = Pick<WebSocketCase, "expect" | "closes">;
const valid: Verdict = { expect: ["event"] };
const invalid: Verdict = { expect: [], closes: INVALID_DATA };

/** One case per sequence, counted from `first`. */
function group(
  number: number,
  what: string,
  verdict: Verdict,
  sequences: readonly Buffer[],
  first = 1,
): WebSocketCase[] {
  return sequences.map((bytes, i) => ({
    case: `6.${number}.${first + i}`,
    name: `${what}: ${bytes.length > 12 ? `${bytes.length} bytes` : bytes.toString("hex")}`,
    send: [text(eventOf(0, bytes))],
    ...verdict,
  }));
}

const SURROGATE = Buffer.from("eda080", "hex");
const broken = eventOf(0, Buffer.concat([KOSME, SURROGATE, Buffer.from("edited")]));
/** Above U+10FFFF, between two good parts. */
const tooHigh = eventOf(0, Buffer.concat([KOSME, Buffer.from("f4908080", "hex"), Buffer.from("edited")]));
const highAt = tooHigh.indexOf(0xf4);
const whole = eventOf(0, VALID);
const byteByByte = every(1, whole.length);
/** Cuts between two bytes of no character. */
const betweenCharacters = byteByByte.filter((at) => (whole[at]! & 0xc0) !== 0x80);
/** All prefixes of the word that end with a character. */
const WHOLE_PREFIXES = [2, 5, 7, 9, 11];
/** Sequences whose last continuation byte is missing. */
const CUT = hex("c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf");
const lonely = (from: number, count: number): Buffer => Buffer.from(range(from, count).flatMap((byte) => [byte, 0x20]));
const continuationBytes = range(1, 7).map((count) => Buffer.from(range(0, count).map((i) => (i % 2 ? 0xbf : 0x80))));
const highSurrogates = hex("eda080", "edadbf", "edae80", "edafbf");
const lowSurrogates = hex("edb080", "edbfbf");

export const utf8: WebSocketCase[] = [
  { case: "6.1.1", name: "empty text", send: [text()], expect: ["message"] },
  {
    case: "6.1.2",
    name: "empty text in three fragments",
    send: fragmented(Buffer.alloc(0), [0, 0]),
    expect: ["message"],
  },
  {
    case: "6.1.3",
    name: "text in three fragments, the first and last of them empty",
    send: [text("", { fin: false }), continuation(whole, { fin: false }), continuation()],
    ...valid,
  },
  { case: "6.2.1", name: "valid text", send: [text(whole)], ...valid },
  {
    case: "6.2.2",
    name: "valid text, a fragment per character",
    send: fragmented(whole, betweenCharacters),
    ...valid,
  },
  { case: "6.2.3", name: "valid text, a fragment per byte", send: fragmented(whole, byteByByte), ...valid },
  {
    case: "6.2.4",
    name: "a Greek word, a fragment per byte",
    send: fragmented(eventOf(0, KOSME), every(1, eventOf(0, KOSME).length)),
    ...valid,
  },
  { case: "6.3.1", name: "a surrogate in the middle", send: [text(broken)], ...invalid },
  {
    case: "6.3.2",
    name: "a surrogate in the middle, a fragment per byte",
    send: fragmented(broken, every(1, broken.length)),
    ...invalid,
  },
  {
    case: "6.4.1",
    name: "invalid second fragment of three",
    send: fragmented(tooHigh, [highAt, highAt + 4]),
    pieces: "frames",
    ...invalid,
  },
  {
    case: "6.4.2",
    name: "invalid across the first two fragments of three",
    send: fragmented(tooHigh, [highAt + 1, highAt + 2]),
    pieces: "frames",
    ...invalid,
  },
  { case: "6.4.3", name: "invalid in one frame, in pieces", send: [text(tooHigh)], pieces: 40, ...invalid },
  { case: "6.4.4", name: "invalid in one frame, byte by byte", send: [text(tooHigh)], pieces: 1, ...invalid },
  ...group(
    5,
    "whole characters",
    valid,
    WHOLE_PREFIXES.map((length) => KOSME.subarray(0, length)),
  ),
  ...range(1, KOSME.length).map(
    (length): WebSocketCase => ({
      case: `6.6.${length}`,
      name: `first ${length} bytes of a Greek word`,
      send: [text(eventOf(0, KOSME.subarray(0, length)))],
      ...(WHOLE_PREFIXES.includes(length) ? valid : invalid),
    }),
  ),
  // A NUL is UTF-8, but not JSON: it stands alone.
  { case: "6.7.1", name: "first of 1 byte: 00", send: [text(Buffer.alloc(1))], expect: ["message"] },
  ...group(7, "first of its length", valid, hex("c280", "e0a080", "f0908080"), 2),
  ...group(8, "first of a length that is none", invalid, hex("f888808080", "fc8480808080")),
  ...group(9, "last of its length", valid, hex("7f", "dfbf", "efbfbf", "f48fbfbf")),
  ...group(10, "last of a length, above U+10FFFF", invalid, hex("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf")),
  ...group(11, "next to a gap", valid, hex("ed9fbf", "ee8080", "efbfbd", "f48fbfbf")),
  ...group(11, "first above U+10FFFF", invalid, hex("f4908080"), 5),
  ...group(12, "continuation bytes alone", invalid, [...continuationBytes, Buffer.from(range(0x80, 64))]),
  ...group(13, "first bytes, a space behind each", invalid, [
    lonely(0xc0, 32),
    lonely(0xe0, 16),
    lonely(0xf0, 8),
    lonely(0xf8, 4),
    lonely(0xfc, 2),
  ]),
  ...group(14, "last continuation byte missing", invalid, CUT),
  ...group(15, "all of these in a row", invalid, [Buffer.concat(CUT)]),
  ...group(16, "impossible bytes", invalid, hex("fe", "ff", "fefeffff")),
  ...group(17, "overlong slash", invalid, hex("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af")),
  ...group(18, "highest overlong", invalid, hex("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf")),
  ...group(19, "overlong NUL", invalid, hex("c080", "e08080", "f0808080", "f880808080", "fc8080808080")),
  ...group(20, "surrogate", invalid, hex("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf")),
  ...group(
    21,
    "pair of surrogates",
    invalid,
    highSurrogates.flatMap((high) => lowSurrogates.map((low) => Buffer.concat([high, low]))),
  ),
  ...group(
    22,
    "non-character",
    valid,
    range(0, 17).flatMap((plane) => [codePoint(plane * 0x10000 + 0xfffe), codePoint(plane * 0x10000 + 0xffff)]),
  ),
  ...group(23, "special", valid, range(0xfff9, 7).map(codePoint)),
];
