/** 2: a ping is answered by a pong with its payload, soon; a pong that nobody asked for by nothing (section 5.5). */
import { PROTOCOL_ERROR, ping, pong, pongOf, type WebSocketCase } from "../case.js";

const NOT_TEXT = Buffer.from([0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff]);
const LONGEST = Buffer.alloc(125, 0xfe);
const ten = Array.from({ length: 10 }, (_, i) => `payload-${i}`);

export const pingPong: WebSocketCase[] = [
  { case: "2.1", name: "ping without payload", send: [ping()], expect: [pongOf("")] },
  { case: "2.2", name: "ping with text", send: [ping("Hello, world!")], expect: [pongOf("Hello, world!")] },
  { case: "2.3", name: "ping with bytes that are not UTF-8", send: [ping(NOT_TEXT)], expect: [pongOf(NOT_TEXT)] },
  { case: "2.4", name: "ping with 125 bytes", send: [ping(LONGEST)], expect: [pongOf(LONGEST)] },
  {
    case: "2.5",
    name: "ping with 126 bytes",
    send: [ping(Buffer.alloc(126, 0xfe))],
    expect: [],
    closes: PROTOCOL_ERROR,
  },
  {
    case: "2.6",
    name: "ping with 125 bytes, byte by byte",
    send: [ping(LONGEST)],
    pieces: 1,
    expect: [pongOf(LONGEST)],
  },
  { case: "2.7", name: "unasked pong without payload", send: [pong()], expect: [] },
  { case: "2.8", name: "unasked pong with payload", send: [pong("unasked")], expect: [] },
  {
    case: "2.9",
    name: "unasked pong, then ping",
    send: [pong("unasked"), ping("asked")],
    expect: [pongOf("asked")],
  },
  { case: "2.10", name: "ten pings", send: ten.map((payload) => ping(payload)), expect: ten.map(pongOf) },
  {
    case: "2.11",
    name: "ten pings, byte by byte",
    send: ten.map((payload) => ping(payload)),
    pieces: 1,
    expect: ten.map(pongOf),
  },
];
