/** 7: the closing handshake: what may follow a close frame, what may stand in it, which codes there are (7.4, 5.5.1). */
import { close, event, fragmented, INVALID_DATA, PROTOCOL_ERROR, ping, text, type WebSocketCase } from "../case.js";
import type { Frame } from "../frames.js";

const NO_CODE = [1005];
const [first, second] = fragmented(event(0), [50]) as [Frame, Frame];

/** The code is given back, or at least the connection closed as usual. */
const returned = (code: number): number[] => [code, 1000];

const VALID_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
/** Never sent (1004, 1005, 1006), of no range, or assigned by nobody. */
const INVALID_CODES = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];

export const closing: WebSocketCase[] = [
  { case: "7.1.1", name: "text, then close", send: [text(event(0)), close(1000)], expect: ["event"], closes: [1000] },
  { case: "7.1.2", name: "close twice", send: [close(1000), close(1000)], expect: [], closes: [1000] },
  { case: "7.1.3", name: "ping after close", send: [close(1000), ping("late")], expect: [], closes: [1000] },
  { case: "7.1.4", name: "text after close", send: [close(1000), text(event(0))], expect: [], closes: [1000] },
  {
    case: "7.1.5",
    name: "close between two fragments of a text",
    send: [first, close(1000), second],
    expect: [],
    closes: [1000],
  },
  {
    case: "7.1.6",
    name: "text of 256 KiB, close, ping",
    send: [text(event(0, 256 * 1024)), close(1000), ping("late")],
    expect: ["event"],
    closes: [1000],
  },
  { case: "7.3.1", name: "close without payload", send: [close()], expect: [], closes: [...NO_CODE, 1000] },
  {
    case: "7.3.2",
    name: "close with a payload of one byte",
    send: [{ ...close(), payload: Buffer.from("a") }],
    expect: [],
    closes: PROTOCOL_ERROR,
  },
  { case: "7.3.3", name: "close with a code", send: [close(1000)], expect: [], closes: [1000] },
  { case: "7.3.4", name: "close with code and reason", send: [close(1000, "Grüße")], expect: [], closes: [1000] },
  {
    case: "7.3.5",
    name: "close with the longest reason, 123 bytes",
    send: [close(1000, "*".repeat(123))],
    expect: [],
    closes: [1000],
  },
  {
    case: "7.3.6",
    name: "close with a reason of 124 bytes",
    send: [close(1000, "*".repeat(124))],
    expect: [],
    closes: PROTOCOL_ERROR,
  },
  {
    case: "7.5.1",
    name: "close with a reason that is not UTF-8",
    send: [close(1000, Buffer.from("cebae1bdb9cf83cebcceb5eda080656469746564", "hex"))],
    expect: [],
    closes: INVALID_DATA,
  },
  ...VALID_CODES.map(
    (code, i): WebSocketCase => ({
      case: `7.7.${i + 1}`,
      name: `close with ${code}`,
      send: [close(code)],
      expect: [],
      closes: returned(code),
    }),
  ),
  ...INVALID_CODES.map(
    (code, i): WebSocketCase => ({
      case: `7.9.${i + 1}`,
      name: `close with ${code}, which nobody may send`,
      send: [close(code)],
      expect: [],
      closes: PROTOCOL_ERROR,
    }),
  ),
  // Section 7.4.2 says nothing about these; either is right.
  ...[5000, 65_535].map(
    (code, i): WebSocketCase => ({
      case: `7.13.${i + 1}`,
      name: `close with ${code}, of no range`,
      send: [close(code)],
      expect: [],
      closes: [...PROTOCOL_ERROR, ...returned(code)],
    }),
  ),
];
