/**
 * How long the bench waits for a slice with faults: as long as any process still tries something, and then until nothing has moved
 * for a while. A single process cannot tell: while a service waits before it tries again, nothing moves at its clients.
 */
import { setTimeout } from "node:timers/promises";
import type { SliceProgress } from "../../generators/generator.js";

const LOOK_EVERY_MS = 100;

/** Resolves when nothing is owed and nothing has moved for `quietMs`, or when `over` is aborted. */
export async function waitForQuiet(
  look: () => Promise<readonly SliceProgress[]>,
  quietMs: number,
  over: AbortSignal,
): Promise<void> {
  let last = -1;
  let quietSince = performance.now();
  while (!over.aborted) {
    const all = await look();
    const progress = all.reduce((sum, one) => sum + one.progress, 0);
    if (progress !== last || all.some(({ pending }) => pending > 0)) quietSince = performance.now();
    if (performance.now() - quietSince >= quietMs) return;
    last = progress;
    await setTimeout(LOOK_EVERY_MS);
  }
}
