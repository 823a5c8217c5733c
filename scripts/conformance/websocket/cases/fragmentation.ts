/** 5: messages in fragments, control frames between them, and fragments of nothing (section 5.4). */
import {
  binary,
  continuation,
  event,
  every,
  fragmented,
  PROTOCOL_ERROR,
  ping,
  pong,
  pongOf,
  text,
  type WebSocketCase,
} from "../case.js";
import type { Frame } from "../frames.js";

const closes = PROTOCOL_ERROR;
const [first, second] = fragmented(event(0), [50]) as [Frame, Frame];
const unfinished = { fin: false };

type Body = Pick<WebSocketCase, "name" | "send" | "expect" | "closes">;

/** The same at once, frame by frame and byte by byte: three cases from that number on. */
function threeWays(number: number, body: Body): WebSocketCase[] {
  return [
    { case: `5.${number}`, ...body },
    { case: `5.${number + 1}`, ...body, name: `${body.name}, frame by frame`, pieces: "frames" },
    { case: `5.${number + 2}`, ...body, name: `${body.name}, byte by byte`, pieces: 1 },
  ];
}

const orphan = (fin: boolean): Frame => continuation("of nothing", { fin });
const fivePieces = fragmented(event(0), every(20, 100));
const withPings = fivePieces.flatMap((frame, i) => (i === 1 || i === 3 ? [frame, ping(`ping ${i}`)] : [frame]));
const pingsAndEvent = [pongOf("ping 1"), pongOf("ping 3"), "event" as const];
/** A continuation where nothing is under way, then the beginning and end of a message. */
const orphanThenMessage = (fin: boolean): Frame[] => [orphan(fin), text("f", unfinished), continuation("c")];

export const fragmentation: WebSocketCase[] = [
  { case: "5.1", name: "ping in two fragments", send: [ping("a", unfinished), continuation("b")], expect: [], closes },
  { case: "5.2", name: "pong in two fragments", send: [pong("a", unfinished), continuation("b")], expect: [], closes },
  ...threeWays(3, { name: "text in two fragments", send: [first, second], expect: ["event"] }),
  ...threeWays(6, {
    name: "text in two fragments, ping between them",
    send: [first, ping("between"), second],
    expect: [pongOf("between"), "event"],
  }),
  ...threeWays(9, {
    name: "last fragment of nothing, then text",
    send: [orphan(true), text(event(0))],
    expect: [],
    closes,
  }),
  ...threeWays(12, {
    name: "first fragment of nothing, then text",
    send: [orphan(false), text(event(0))],
    expect: [],
    closes,
  }),
  {
    case: "5.15",
    name: "text in two fragments, a fragment of nothing, text",
    send: [first, second, orphan(false), text(event(1))],
    expect: ["event"],
    closes,
  },
  {
    case: "5.16",
    name: "first fragment of nothing, text in two fragments, twice",
    send: [...orphanThenMessage(false), ...orphanThenMessage(false)],
    expect: [],
    closes,
  },
  {
    case: "5.17",
    name: "last fragment of nothing, text in two fragments, twice",
    send: [...orphanThenMessage(true), ...orphanThenMessage(true)],
    expect: [],
    closes,
  },
  {
    case: "5.18",
    name: "text in two fragments that both say text",
    send: [first, text("second")],
    expect: [],
    closes,
  },
  { case: "5.19", name: "text in five fragments, pings between them", send: withPings, expect: pingsAndEvent },
  {
    case: "5.20",
    name: "text in five fragments, pings between them, frame by frame",
    send: withPings,
    pieces: "frames",
    expect: pingsAndEvent,
  },
  {
    case: "5.21",
    name: "text in fragments of which some are empty",
    send: fragmented(event(0), [0, 0, 50, 50, 100]),
    expect: ["event"],
  },
  {
    case: "5.22",
    name: "text begun, binary instead of its end",
    send: [first, binary("second")],
    expect: [],
    closes,
  },
];
