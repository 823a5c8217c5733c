/**
 * 9 and 10: long messages. Section 9 of the well-known suite measures speed; here it is the limit on a message's length,
 * which must hold however the message is cut (section 10.4), and before it is all read.
 */
import { binary, event, every, fragmented, TOO_BIG, text, type WebSocketCase } from "../case.js";

/** What both of our sides are configured with. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

const longest = event(0, MAX_MESSAGE_BYTES);
const tooLong = event(0, MAX_MESSAGE_BYTES + 1);
const PART_BYTES = 100_000;

export const limits: WebSocketCase[] = [
  { case: "9.1.1", name: "the longest text that is allowed", send: [text(longest)], expect: ["event"] },
  { case: "9.1.2", name: "a byte more", send: [text(tooLong)], expect: [], closes: TOO_BIG },
  {
    case: "9.1.3",
    name: "the longest text in fragments",
    send: fragmented(longest, every(PART_BYTES, longest.length)),
    expect: ["event"],
  },
  {
    case: "9.1.4",
    name: "a byte more, in fragments",
    send: fragmented(tooLong, every(PART_BYTES, tooLong.length)),
    expect: [],
    closes: TOO_BIG,
  },
  { case: "9.1.5", name: "the longest binary message", send: [binary(longest)], expect: ["message"] },
  { case: "9.1.6", name: "a byte more, binary", send: [binary(tooLong)], expect: [], closes: TOO_BIG },
  {
    case: "9.1.7",
    name: "4 GiB announced, nothing sent",
    send: [text("", { announcedBytes: 1n << 32n })],
    expect: [],
    closes: TOO_BIG,
  },
  {
    case: "9.1.8",
    name: "text in 4,000 fragments of a byte",
    send: fragmented(event(0, 4000), every(1, 4000)),
    expect: ["event"],
  },
  {
    case: "10.1.1",
    name: "text of 65536 bytes in fragments of 1300",
    send: fragmented(event(0, 65_536), every(1300, 65_536)),
    expect: ["event"],
  },
];
