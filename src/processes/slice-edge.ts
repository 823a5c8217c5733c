/** When a process in the service's place begins to count for a slice: whoever counts there must begin at the same moment. */
import { monotonicNs } from "../clock.js";
import { nsToMs } from "../units.js";

/** Longer than a timer is ever late on an idle process. */
const COUNT_BEFORE_MS = 5;

/** Calls `count` just before the slice that begins at `startNs`, at once when that has passed. */
export function justBefore(startNs: number, count: () => void): void {
  setTimeout(count, Math.max(0, nsToMs(startNs - monotonicNs()) - COUNT_BEFORE_MS));
}
