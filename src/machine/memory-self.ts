/** What this process keeps in memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface MemorySample {
  /** The resident pages. Of a process that is only seen from outside, they are those of its whole group. */
  rssBytes: number;
  /** JavaScript objects and buffers, exact to the byte. It is absent of a process that cannot be asked. */
  heldBytes?: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/**
 * Collects garbage, so that memory that is merely not yet collected does not count. It does so twice, because the first collection
 * only finds the buffers whose memory the second gives back. Free pages mostly stay with the process.
 */
export function collectGarbage(): void {
  collect();
  collect();
}

export function memorySelf(): MemorySample {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heldBytes: heapUsed + external };
}
