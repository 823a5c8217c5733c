import { setTimeout } from "node:timers/promises";

/** The drain after the last event of a slice: it waits until everything is settled, or until nothing has moved for too long. */
export interface DrainOptions {
  /** Whether everything that can still come has come. */
  settled: () => boolean;
  /** A number that grows while something still moves. */
  progress: () => number;
  /** The drain gives up after this long without progress. */
  quietMs: number;
  /** The drain gives up after this long even while something moves. */
  limitMs: number;
}

const POLL_MS = 2;

/** Resolves with whether everything was settled. */
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
