/** How long to wait before trying again: twice as long after every attempt in vain, up to a limit. */
import { seededRandom } from "../../../random.js";
import { type JitterName, jitters } from "./jitters.js";

export interface Backoff {
  minSeconds: number;
  maxSeconds: number;
  jitter: JitterName;
}

/** Attempts in vain beyond which the delay cannot grow any more, whatever its limits. */
const MOST_DOUBLINGS = 40;

/** `attemptsInVain` counts from 0. `draw`: a number that differs from client to client and from wait to wait. */
export function backoffMs(backoff: Backoff, attemptsInVain: number, draw: number): number {
  const doublings = Math.min(attemptsInVain, MOST_DOUBLINGS);
  const ceilingMs = Math.min(backoff.maxSeconds, backoff.minSeconds * 2 ** doublings) * 1000;
  return jitters[backoff.jitter].spread(ceilingMs, seededRandom(draw, "backoff").next());
}
