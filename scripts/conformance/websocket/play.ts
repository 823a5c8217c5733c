/** Plays one case over a connection whose opening handshake is done, and notes what the other side does. */
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { withinPatience } from "../patience.js";
import { pongOf, type Reaction, type WebSocketCase } from "./case.js";
import { CLOSE, encode, FrameReader, PING, PONG, type ReceivedFrame, TEXT } from "./frames.js";

/** The payload of the ping that ends a case: its pong shows that the connection is alive, and all before it was read. */
const LAST_PING = Buffer.from("last");
const NO_CODE = 1005;

export interface Outcome {
  /** What came over the wire. */
  reactions: Reaction[];
  closeCode?: number;
  /** A breach of the RFC that no case asks for: a frame masked wrongly, a connection that is not ended, silence. */
  flaws: string[];
}

/** `role`: the peer's own. As a client it speaks to our service and has to mask. */
export async function play(
  socket: Socket,
  { send, pieces, closes }: WebSocketCase,
  role: "client" | "server",
  firstBytes: Buffer,
  patienceMs?: number,
): Promise<Outcome> {
  const outcome: Outcome = { reactions: [], flaws: [] };
  const reader = new FrameReader();
  const ended = new Promise<void>((resolve) => socket.once("close", resolve));
  const answered = new Promise<void>((resolve) => {
    const read = (chunk: Buffer): void => {
      for (const frame of reader.read(chunk)) {
        if (frame.masked !== (role === "server")) outcome.flaws.push("masked its frame against the rule");
        if (frame.opcode === PONG && frame.payload.equals(LAST_PING)) resolve();
        // A heartbeat is left unanswered: a pong might fall into a frame that is half written.
        else if (frame.opcode !== PING) note(frame, outcome);
      }
    };
    read(firstBytes);
    socket.on("data", read);
  });
  socket.on("error", () => {}); // it may have closed before it was sent everything: `ended` tells
  await write(
    socket,
    send.map((frame) => encode(frame, role === "client")),
    pieces,
  );
  if (closes === undefined) socket.write(encode({ opcode: PING, payload: LAST_PING }, role === "client"));
  const settled = await withinPatience(closes === undefined ? Promise.race([answered, ended]) : ended, patienceMs);
  if (!settled) outcome.flaws.push(closes === undefined ? "no answer to the last ping" : "did not end the connection");
  socket.destroy();
  return outcome;
}

function note(frame: ReceivedFrame, outcome: Outcome): void {
  const { opcode, payload } = frame;
  if (!frame.fin || (opcode >= CLOSE && payload.length > 125)) outcome.flaws.push("sent a frame that may not be");
  if (opcode === PONG) outcome.reactions.push(pongOf(payload));
  else if (opcode === CLOSE) {
    if (outcome.closeCode !== undefined) outcome.flaws.push("sent two close frames");
    outcome.closeCode = payload.length < 2 ? NO_CODE : payload.readUInt16BE(0);
  } else if (opcode === TEXT && payload.includes('"ack"')) outcome.reactions.push("event");
  else if (opcode === TEXT && payload.includes('"error"')) outcome.reactions.push("message");
  else outcome.flaws.push(`sent something unasked: opcode ${opcode}, ${payload.length} bytes`);
}

/** Each piece in a turn of its own, so that the other side reads most of them apart. */
async function write(socket: Socket, frames: readonly Buffer[], pieces: WebSocketCase["pieces"]): Promise<void> {
  if (pieces === undefined || pieces === "frames") {
    for (const part of pieces === "frames" ? frames : [Buffer.concat(frames)]) {
      socket.write(part);
      await setImmediate();
    }
    return;
  }
  const bytes = Buffer.concat(frames);
  for (let at = 0; at < bytes.length && socket.writable; at += pieces) {
    socket.write(bytes.subarray(at, at + pieces));
    await setImmediate();
  }
}
