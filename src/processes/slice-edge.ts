/**
 * When a process in the service's place begins to count for a slice. A reference service and a keeper must begin at the same
 * moment.
 */
import { monotonicNs } from "../clock.js";
import { nsToMs } from "../units.js";

/** This is longer than a timer is ever late in an idle process. */
const COUNT_BEFORE_MS = 5;

/** Calls `count` just before the slice that begins at `startNs`, or at once when that time has passed. */
export function justBefore(startNs: number, count: () => void): void {
  setTimeout(count, Math.max(0, nsToMs(startNs - monotonicNs()) - COUNT_BEFORE_MS));
}
