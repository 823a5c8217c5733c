/** 3: a reserved bit that no extension gave a meaning fails the connection (section 5.2). */
import { binary, close, event, PROTOCOL_ERROR, ping, text, type WebSocketCase } from "../case.js";

const closes = PROTOCOL_ERROR;

export const reservedBits: WebSocketCase[] = [
  { case: "3.1", name: "text with RSV 1", send: [text(event(0), { rsv: 1 })], expect: [], closes },
  {
    case: "3.2",
    name: "good text, text with RSV 2, ping",
    send: [text(event(0)), text(event(1), { rsv: 2 }), ping()],
    expect: ["event"],
    closes,
  },
  {
    case: "3.3",
    name: "good text, text with RSV 3, ping, frame by frame",
    send: [text(event(0)), text(event(1), { rsv: 3 }), ping()],
    pieces: "frames",
    expect: ["event"],
    closes,
  },
  {
    case: "3.4",
    name: "good text, text with RSV 4, ping, byte by byte",
    send: [text(event(0)), text(event(1), { rsv: 4 }), ping()],
    pieces: 1,
    expect: ["event"],
    closes,
  },
  { case: "3.5", name: "binary with RSV 5", send: [binary(event(0), { rsv: 5 })], expect: [], closes },
  { case: "3.6", name: "ping with RSV 6", send: [ping("x", { rsv: 6 })], expect: [], closes },
  { case: "3.7", name: "close with RSV 7", send: [{ ...close(1000), rsv: 7 }], expect: [], closes },
];
