/** How long to wait after a failed attempt, and for how long an event may come again. Pure. */
import { type JitterName, jitters } from "./jitters.js";
import { type RetrySchedule, type RetryScheduleName, retrySchedules } from "./retry-schedules.js";

/** Why an attempt failed. */
export interface Failure {
  /** For people; the status line when there was an answer. */
  reason: string;
  /** 0: no answer. */
  status: number;
  /**
   * `stale`: a kept connection ended before the first byte of an answer, as one does that the recipient was just
   * closing. `timeout`: no answer in time. `other`: everything else.
   */
  kind: "stale" | "timeout" | "other";
  /** The recipient wants to be left alone for that long. Absent: it names no time. */
  retryAfterSeconds?: number | undefined;
}

/** An attempt that is not the first one, as its recipient may be told of it. */
export interface Retry {
  /** From 1. One at once, because a kept connection was closing, has the number that the schedule's next one has as well. */
  number: number;
  /** Of the attempt before it. */
  failure: Failure;
}

/** When a failed event is sent again. */
export interface Retries {
  /** The name of one, or seconds from each failed attempt to the next. */
  schedule: RetryScheduleName | readonly number[];
  /** What every wait is multiplied by, the one that a recipient asks for included. */
  timeScale: number;
  jitter: JitterName;
}

const GONE = 410;
const TOO_MANY_REQUESTS = 429;

/**
 * Milliseconds to wait after `failures` (from 1) failed attempts, the last of them being `failure`; null: given up.
 * Retry-After can make a wait up to twice as long, as at Svix, but no shorter. `draw`: chance, from [0, 1).
 */
export function retryDelayMs(retries: Retries, failures: number, failure: Failure, draw: number): number | null {
  if (failure.status === GONE) return null; // it asks never to be sent anything again
  const { delaysSeconds, throttledSeconds = 0 } = scheduleOf(retries);
  const scheduled = delaysSeconds[failures - 1];
  if (scheduled === undefined) return null;
  const throttled = failure.kind === "timeout" || failure.status === TOO_MANY_REQUESTS;
  const base = throttled ? Math.max(scheduled, throttledSeconds) : scheduled;
  const jittered = jitters[retries.jitter].spread(base, draw);
  const asked = Math.min(failure.retryAfterSeconds ?? 0, 2 * base);
  return Math.max(jittered, asked) * retries.timeScale * 1000;
}

/** Seconds from the first attempt to the end of the last, at the longest; what a recipient must remember ids for. */
export function retrySpanSeconds({ retries, timeoutSeconds }: { retries: Retries; timeoutSeconds: number }): number {
  const { delaysSeconds, throttledSeconds = 0 } = scheduleOf(retries);
  const waits = delaysSeconds.reduce((sum, seconds) => sum + 2 * Math.max(seconds, throttledSeconds), 0);
  // The first attempt and one for each wait, each of them once more when a kept connection was closing; each may wait for a
  // connection, then for an answer.
  const attempts = 2 * (delaysSeconds.length + 1);
  return waits * retries.timeScale + attempts * 2 * timeoutSeconds;
}

function scheduleOf({ schedule }: Retries): RetrySchedule {
  return typeof schedule === "string" ? retrySchedules[schedule] : { description: "your own", delaysSeconds: schedule };
}
