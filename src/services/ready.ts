/** Waits until a service is ready: until something has succeeded once that is tried again and again. */
import { setTimeout } from "node:timers/promises";
import { PushbenchError } from "../errors.js";
import { NotTrusted } from "./first-refusal.js";

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 250;
const GROWTH = 1.3;

const NO_ANSWER = "its first request had no answer";

/** Why it was not ready in time: how the last attempt ended, or that it did not end. */
export class NotReady extends Error {}

/** It has nothing to say once a later attempt had no answer: the service was still starting. */
export class NotListening extends Error {}

/**
 * Resolves with what the first successful attempt has. An attempt may take as long as is left. Rejects with NotReady when
 * the time is up, and at once with NotTrusted.
 */
export async function untilReady<T>(
  seconds: number,
  attempt: (signal: AbortSignal) => Promise<T>,
  firstWaitMs = FIRST_WAIT_MS,
): Promise<T> {
  const signal = AbortSignal.timeout(seconds * 1e3);
  const timeIsUp = aborted(signal);
  timeIsUp.catch(() => {}); // it may be up after all is done
  let reason = NO_ANSWER;
  let answered = "";
  const longestWaitMs = Math.max(firstWaitMs, LONGEST_WAIT_MS);
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * GROWTH)) {
    try {
      return await Promise.race([attempt(AbortSignal.any([signal])), timeIsUp]); // its own: it may keep listeners there
    } catch (error) {
      if (error instanceof PushbenchError || error instanceof NotTrusted) throw error; // trying again would not help
      reason = signal.aborted ? `${NO_ANSWER}${answered}` : (error as Error).message;
      answered = error instanceof NotListening ? "" : `; the one before: ${reason}`;
    }
    if (!signal.aborted) await setTimeout(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) throw new NotReady(reason);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the time is up")), { once: true });
  });
}
