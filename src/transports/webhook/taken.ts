/** Whether an answer means that an event was taken, and as which failure it counts if not. */
import { MOST_SEARCHED_BYTES, patternOf } from "../adapting/pattern.js";
import type { Failure } from "../delivery/sending/retry-delay.js";
import { retryAfterSeconds } from "../http1/retry-after.js";

/** What of an answer's head is looked at. */
export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** The value of the first header of that name, given in lower case. */
  header(name: string): string | undefined;
}

/** Null: it was taken. */
export type JudgeAnswer = (head: AnswerHead, body: Buffer) => Failure | null;

export const isSuccess: JudgeAnswer = (head) =>
  head.status >= 200 && head.status < 300 ? null : failureOf(head, statusLine(head));

type Taken = { status?: number[] | undefined; pattern?: string | undefined };

/** As the user's own settings say, if they say anything of it. */
export const judgeFor = ({ taken }: { taken?: Taken | undefined }): JudgeAnswer =>
  taken === undefined ? isSuccess : judgeOf(taken);

export function judgeOf({ status, pattern }: Taken): JudgeAnswer {
  const accepted = status === undefined ? undefined : new Set(status);
  const searched = pattern === undefined ? undefined : patternOf(pattern);
  return (head, body) => {
    if (accepted === undefined) {
      const failure = isSuccess(head, body);
      if (failure !== null) return failure;
    } else if (!accepted.has(head.status)) {
      const isUsual = head.status >= 200 && head.status < 300;
      return failureOf(head, isUsual ? `${statusLine(head)} is not among taken.status` : statusLine(head));
    }
    if (searched === undefined) return null;
    const isFound = body.length <= MOST_SEARCHED_BYTES && searched.test(body.toString());
    return isFound ? null : failureOf(head, `answered ${head.status} without ${JSON.stringify(pattern)}`);
  };
}

/** As reasons name an answer. */
export function statusLine({ status, statusText }: Pick<AnswerHead, "status" | "statusText">): string {
  const line = `${status} ${statusText}`.trimEnd();
  return status >= 300 && status < 400 ? `${line} (redirects are not followed)` : line;
}

function failureOf(head: AnswerHead, reason: string): Failure {
  const { status } = head;
  const asked = retryAfterSeconds(head.header("retry-after"), Date.now());
  return { reason, status, kind: "other", retryAfterSeconds: asked };
}
