/** Plays a raw request over a connection of its own, and holds what comes back against what the RFCs allow. */
import { setImmediate } from "node:timers/promises";
import type { Security } from "../../../src/tls/security.js";
import type { CaseResult } from "../case-result.js";
import { dial } from "../dial.js";
import { withinPatience } from "../patience.js";
import { AnswerReader } from "./answers.js";
import type { RequestCase } from "./case.js";

/** Events of a case are numbered by one digit; the tenth after them is that of the request that ends it. */
const NUMBERS_PER_CASE = 11;
const LAST = 10;

export interface Target {
  suite: string;
  host: string;
  port: number;
  /** Absent: it is not encrypted. */
  tls?: Security | undefined;
  /** The numbers of the events that our side took, as often as it did. */
  delivered: readonly number[];
}

/** A good request: its answer shows that the connection is in order, and that nothing before it was misread. */
const lastRequest = (id: string): string => {
  const body = `{"id":"${id}","type":"t","timestamp":"2026-01-01T00:00:00.000Z","data":0}`;
  const lines = ["POST /clients/0/events HTTP/1.1", "Host: x", "Content-Type: application/json", `webhook-id: ${id}`];
  return `${lines.join("\r\n")}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};

export async function playRequest(target: Target, one: RequestCase, number: number): Promise<CaseResult> {
  const first = number * NUMBERS_PER_CASE;
  const idOf = (index: number): string => `evt_${String(first + index).padStart(10, "0")}`;
  const socket = await dial(target.host, target.port, target.tls);
  const reader = new AnswerReader();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  let heard = (): void => {};
  socket.on("error", () => {}); // `closed` tells
  socket.on("data", (chunk: Buffer) => {
    reader.read(chunk);
    heard();
  });
  const answers = (count: number): Promise<void> =>
    new Promise((resolve) => {
      heard = () => {
        if (reader.statuses.length >= count) resolve();
      };
      heard();
    });
  const write = async (pieces: readonly string[]): Promise<void> => {
    // Ids are put in before the text is cut: a piece may end within one. They are as long as what they replace.
    const text = pieces.join("").replaceAll(/evt_000000000(\d)/g, (_, digit) => idOf(Number(digit)));
    let at = 0;
    for (const { length } of pieces) {
      socket.write(text.slice(at, at + length), "latin1");
      at += length;
      await setImmediate();
    }
  };

  await write(one.send);
  if (one.halfClose) socket.end();
  await withinPatience(Promise.race([answers(one.expect.length), closed]));
  const statuses = reader.statuses.slice();
  const taken = target.delivered.filter((index) => index >= first && index < first + LAST).length;
  const reasons = flawsOf(one, statuses, taken);
  if (one.afterwards === "closed") {
    if (!(await withinPatience(closed))) reasons.push("did not end the connection");
    if (reader.statuses.length > statuses.length) reasons.push("answered more often than it was asked");
  } else {
    await write([lastRequest(idOf(LAST))]);
    await withinPatience(Promise.race([answers(statuses.length + 1), closed]));
    const last = reader.statuses[statuses.length];
    const fine = last !== undefined ? last >= 200 && last < 300 : one.afterwards === "either" && socket.closed;
    if (!fine) reasons.push(`the next request on the connection got ${last ?? "no answer"}`);
  }
  socket.destroy();
  return {
    suite: target.suite,
    case: one.case,
    name: one.name,
    passed: reasons.length === 0,
    reason: reasons.join("; "),
  };
}

function flawsOf(one: RequestCase, statuses: readonly number[], taken: number): string[] {
  const flaws: string[] = [];
  const fits = statuses.length === one.expect.length && statuses.every((status, i) => one.expect[i]!.includes(status));
  if (!fits && !(one.halfClose && statuses.length === 0)) {
    const wanted = one.expect.map((choices) => choices.join(" or ")).join(", then ");
    flaws.push(`expected ${wanted}, got ${statuses.join(", ") || "no answer"}`);
  }
  const successes = statuses.filter((status) => status < 300).length;
  if (taken !== successes) flaws.push(`took ${taken} events and said so of ${successes}`);
  return flaws;
}
