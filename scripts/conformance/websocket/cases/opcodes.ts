/** 4: the opcodes that are reserved fail the connection (section 5.2). */
import { event, opcode, PROTOCOL_ERROR, ping, text, type WebSocketCase } from "../case.js";

/** Five cases each: alone, with a payload, and behind a good message in three ways. */
function reserved(group: string, first: number): WebSocketCase[] {
  const behind = (i: number, pieces?: number | "frames"): WebSocketCase => ({
    case: `${group}.${i + 1}`,
    name: `good text, opcode ${first + i}${i > 2 ? " with payload" : ""}, ping${pieces === 1 ? ", byte by byte" : ""}`,
    send: [text(event(0)), opcode(first + i, i > 2 ? "reserved" : ""), ping()],
    ...(pieces === undefined ? {} : { pieces }),
    expect: ["event"],
    closes: PROTOCOL_ERROR,
  });
  const alone = (i: number, payload: string): WebSocketCase => ({
    case: `${group}.${i + 1}`,
    name: `opcode ${first + i}${payload === "" ? "" : " with payload"}`,
    send: [opcode(first + i, payload)],
    expect: [],
    closes: PROTOCOL_ERROR,
  });
  return [alone(0, ""), alone(1, "reserved"), behind(2), behind(3, "frames"), behind(4, 1)];
}

export const opcodes: WebSocketCase[] = [...reserved("4.1", 3), ...reserved("4.2", 11)];
