import { setTimeout } from "node:timers/promises";

/** After the last event of a slice: wait until everything is settled, or until nothing has moved for too long. */
export interface DrainOptions {
  /** Everything that can still come has come. */
  settled: () => boolean;
  /** A number that grows while something still moves. */
  progress: () => number;
  /** Give up after this long without progress. */
  quietMs: number;
  /** Give up after this long whatever moves. */
  limitMs: number;
}

const POLL_MS = 2;

/** Resolves to whether all was settled. */
export async function drain({ settled, progress, quietMs, limitMs }: DrainOptions): Promise<boolean> {
  const startedAt = performance.now();
  let quietSince = startedAt;
  for (let last = progress(); !settled(); ) {
    const now = performance.now();
    const current = progress();
    if (current !== last) {
      last = current;
      quietSince = now;
    }
    if (now - quietSince >= quietMs || now - startedAt >= limitMs) return false;
    await setTimeout(POLL_MS);
  }
  return true;
}
