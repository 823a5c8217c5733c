/** How long to wait after a failed attempt, and for how long an event may come again. Pure. */
import { retryAfterSeconds } from "../http1/retry-after.js";
import type { WebhookConfig } from "../webhook/config.js";
import { jitters, type RetrySchedule, retrySchedules } from "./retry-schedules.js";

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
  /** The answer's Retry-After, as it came. */
  retryAfter?: string | undefined;
}

const GONE = 410;
const TOO_MANY_REQUESTS = 429;

/**
 * Milliseconds to wait after `failures` (from 1) failed attempts, the last of them being `failure`; null: given up.
 * Retry-After can make a wait up to twice as long, as at Svix, but no shorter. `draw`: chance, from [0, 1).
 */
export function retryDelayMs(
  retries: WebhookConfig["retries"],
  failures: number,
  failure: Failure,
  draw: number,
  nowMs: number,
): number | null {
  if (failure.status === GONE) return null; // it asks never to be sent anything again
  const { delaysSeconds, throttledSeconds = 0 } = scheduleOf(retries);
  const scheduled = delaysSeconds[failures - 1];
  if (scheduled === undefined) return null;
  const throttled = failure.kind === "timeout" || failure.status === TOO_MANY_REQUESTS;
  const base = throttled ? Math.max(scheduled, throttledSeconds) : scheduled;
  const jittered = jitters[retries.jitter](base, draw);
  const asked = Math.min(retryAfterSeconds(failure.retryAfter, nowMs), 2 * base);
  return Math.max(jittered, asked) * retries.timeScale * 1000;
}

/** Seconds from the first attempt to the end of the last, at the longest; what a recipient must remember ids for. */
export function retrySpanSeconds({ retries, timeoutSeconds }: WebhookConfig): number {
  const { delaysSeconds, throttledSeconds = 0 } = scheduleOf(retries);
  const waits = delaysSeconds.reduce((sum, seconds) => sum + 2 * Math.max(seconds, throttledSeconds), 0);
  // The first attempt and one for each wait, each of them once more when a kept connection was closing; each may wait for a
  // connection, then for an answer.
  const attempts = 2 * (delaysSeconds.length + 1);
  return waits * retries.timeScale + attempts * 2 * timeoutSeconds;
}

function scheduleOf({ schedule }: WebhookConfig["retries"]): RetrySchedule {
  return typeof schedule === "string" ? retrySchedules[schedule] : { description: "your own", delaysSeconds: schedule };
}
