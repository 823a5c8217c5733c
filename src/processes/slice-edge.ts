/**
 * When a process begins to count for a slice. Generators, reference services and keepers must begin at the same moment, however
 * early they were told of the slice: what they do while they wait for it is not the slice's.
 */
import { monotonicNs } from "../clock.js";
import { nsToMs } from "../units.js";

/** This is longer than a timer is ever late in an idle process. */
const COUNT_BEFORE_MS = 5;

/** Calls `count` just before the slice that begins at `startNs`, or at once when that time has passed. */
export function justBefore(startNs: number, count: () => void): void {
  const waitMs = nsToMs(startNs - monotonicNs()) - COUNT_BEFORE_MS;
  if (waitMs > 0) setTimeout(count, waitMs);
  else count();
}
