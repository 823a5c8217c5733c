/** What this process keeps in memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface MemorySample {
  /** Resident pages, of a process that is only looked at from outside those of its whole group. */
  rssBytes: number;
  /** JavaScript objects and buffers, exact to the byte. Absent of a process that cannot be asked. */
  heldBytes?: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/**
 * So that what is compared is what is kept, not what is not yet collected. Twice, for the first collection only finds the
 * buffers whose memory the second gives back. Free pages mostly stay with the process.
 */
export function collectGarbage(): void {
  collect();
  collect();
}

export function memorySelf(): MemorySample {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heldBytes: heapUsed + external };
}
