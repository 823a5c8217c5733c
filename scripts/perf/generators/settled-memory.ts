import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Connections that are opened first, so that code and caches are not counted as theirs. */
export const WARM_UP_CONNECTIONS = 50;
const COLLECTIONS = 3;
const SETTLE_MS = 300;

/**
 * V8 lets its young generation grow to 2 × 16 MiB while connections are made, and shrinks it when it sees fit: at 10,000
 * connections 3 KiB for each, whoever made them. It is kept at 1 MiB, so that what is left is what they hold.
 */
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Resident bytes of this process, after what is garbage was collected and given back. */
export async function settledRssBytes(): Promise<number> {
  for (let i = 0; i < COLLECTIONS; i++) {
    await setTimeout(SETTLE_MS);
    collectGarbage();
  }
  return process.memoryUsage.rss();
}
