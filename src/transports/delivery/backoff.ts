/**
 * How long to wait before trying again: exponential, and with full jitter any moment within that time, so that clients that
 * failed together do not come back together (AWS Architecture Blog, "Exponential Backoff and Jitter", 2015).
 */
import { seededRandom } from "../../random.js";

export const jitters = {
  full: "A wait is any time up to the exponential delay, drawn for each client.",
  none: "A wait is the exponential delay itself, so clients that failed together come back together.",
} as const;

export type Jitter = keyof typeof jitters;
export const jitterNames = Object.keys(jitters) as Jitter[];

export interface Backoff {
  minSeconds: number;
  maxSeconds: number;
  jitter: Jitter;
}

/** Attempts in vain beyond which the delay cannot grow any more, whatever its limits. */
const MOST_DOUBLINGS = 40;

/** `attemptsInVain` counts from 0. `draw`: a number that differs from client to client and from wait to wait. */
export function backoffMs(backoff: Backoff, attemptsInVain: number, draw: number): number {
  const doublings = Math.min(attemptsInVain, MOST_DOUBLINGS);
  const ceilingMs = Math.min(backoff.maxSeconds, backoff.minSeconds * 2 ** doublings) * 1000;
  return backoff.jitter === "full" ? seededRandom(draw, "backoff").next() * ceilingMs : ceilingMs;
}
