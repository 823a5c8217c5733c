/** 1: messages at the edges of each length form; 1.3 is ours: masking and the form of the length (sections 5.1 and 5.2). */
import { binary, event, PROTOCOL_ERROR, text, type WebSocketCase } from "../case.js";

const SIZES = [0, 125, 126, 127, 128, 65_535, 65_536];

const ofSize = (group: string, kind: "text" | "binary"): WebSocketCase[] => {
  const frame = kind === "text" ? text : binary;
  const payload = (bytes: number): Buffer => (bytes === 0 ? Buffer.alloc(0) : event(0, bytes));
  const expect = (bytes: number) => [kind === "text" && bytes > 0 ? ("event" as const) : ("message" as const)];
  const sized = SIZES.map(
    (bytes, i): WebSocketCase => ({
      case: `${group}.${i + 1}`,
      name: `${kind} message of ${bytes} bytes`,
      send: [frame(payload(bytes))],
      expect: expect(bytes),
    }),
  );
  const chopped: WebSocketCase = {
    case: `${group}.${SIZES.length + 1}`,
    name: `${kind} message of 65536 bytes, in pieces of 997`,
    send: [frame(payload(65_536))],
    pieces: 997,
    expect: expect(65_536),
  };
  return [...sized, chopped];
};

export const framing: WebSocketCase[] = [
  ...ofSize("1.1", "text"),
  ...ofSize("1.2", "binary"),
  {
    case: "1.3.1",
    name: "text message masked or unmasked against the rule for its sender",
    send: [text(event(0), { wronglyMasked: true })],
    expect: [],
    closes: PROTOCOL_ERROR,
  },
  {
    case: "1.3.2",
    name: "length below 126 written in 2 bytes",
    send: [text(event(0), { lengthBytes: 2 })],
    expect: ["event"],
    orElse: PROTOCOL_ERROR, // a sender must not; what a recipient does is left open
  },
  {
    case: "1.3.3",
    name: "length below 65536 written in 8 bytes",
    send: [text(event(0, 300), { lengthBytes: 8 })],
    expect: ["event"],
    orElse: PROTOCOL_ERROR, // a sender must not; what a recipient does is left open
  },
  {
    case: "1.3.4",
    name: "8-byte length with its highest bit set",
    send: [text("", { announcedBytes: 1n << 63n })],
    expect: [],
    closes: [1002, 1009],
  },
];
