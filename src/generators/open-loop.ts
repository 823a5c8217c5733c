/** Open loop: events begin when they are due, whatever became of the earlier ones. */
import type { Clock } from "../clock.js";
import type { Pacer } from "./pacing/pacer.js";

/**
 * How many of the due times up to `nowNs` have come, counting on from `cursor`. Pure: a late generator finds more than
 * one due and begins them all at once; none is skipped.
 */
export function dueBy(dueAtNs: Float64Array, cursor: number, nowNs: number): number {
  let next = cursor;
  while (next < dueAtNs.length && dueAtNs[next]! <= nowNs) next++;
  return next;
}

/**
 * Begins event k of `dueAtNs` (absolute, ascending) when it is due: `begin(k, nowNs)`. Resolves when the last has begun.
 * Rejects when `begin` throws.
 */
export function runOpenLoop(
  dueAtNs: Float64Array,
  pacer: Pacer,
  clock: Clock,
  begin: (event: number, nowNs: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let cursor = 0;
    const wake = (): void => {
      try {
        // Beginning events takes time in which others fall due, so look again until none is.
        for (let nowNs = clock(); ; nowNs = clock()) {
          const next = dueBy(dueAtNs, cursor, nowNs);
          if (next === cursor) break;
          for (; cursor < next; cursor++) begin(cursor, clock());
        }
        if (cursor === dueAtNs.length) resolve();
        else pacer.wakeAt(dueAtNs[cursor]!, wake);
      } catch (error) {
        reject(error);
      }
    };
    wake();
  });
}
