/** What a client says of an answer that is not the one it needs; its sentences are for people. */
import type { HttpHead } from "./http-head.js";
import type { HttpParser } from "./http-parser.js";
import { MAX_HEAD_BYTES } from "./http-syntax.js";
import { retryAfterSeconds } from "./retry-after.js";

/** Of the body of an answer that refuses something, beyond which it is not read. */
export const MAX_REFUSAL_BYTES = 16 * 1024;
const SHOWN_BODY_CHARACTERS = 200;

/** The service answered, and with something else. */
export class AnsweredOtherwise extends Error {
  readonly status: number;
  /** 0: it names no time. */
  readonly retryAfterSeconds: number;

  constructor(head: HttpHead, body: Buffer) {
    const shown = body.toString("utf8").trim().slice(0, SHOWN_BODY_CHARACTERS);
    super(`the service answered ${head.status} ${head.statusText}`.trimEnd() + (shown === "" ? "" : `: ${shown}`));
    this.status = head.status;
    this.retryAfterSeconds = retryAfterSeconds(head.header("retry-after"), Date.now());
  }
}

/** Of a parser that has a problem. */
export function malformedAnswer({ head, problem, body }: HttpParser): Error {
  switch (problem) {
    case "bad start line":
      return new Error(`not an HTTP/1.1 answer: ${JSON.stringify(head.badLine)}`);
    case "head too large":
      return new Error(`no end of the answer's head in ${MAX_HEAD_BYTES} bytes`);
    case "body too large":
      return new AnsweredOtherwise(head, body);
    default:
      return new Error(`the answer is malformed: ${problem}`);
  }
}
