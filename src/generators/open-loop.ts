/** Open loop: events begin when they are due, whatever became of the earlier ones. */
import type { Clock } from "../clock.js";
import { NS_PER_US } from "../units.js";
import type { Pacer } from "./pacing/pacer.js";

/** A generator that is behind begins events for this long at a stretch, then lets the event loop read what came in. */
const LONGEST_STRETCH_NS = 500 * NS_PER_US;

/**
 * Begins event k of `dueAtNs` (absolute, ascending) when it is due: `begin(k, nowNs)`. A late generator begins at once
 * what has come due meanwhile; nothing is skipped and nothing later is shifted. Resolves when the last has begun, rejects
 * when `begin` throws.
 */
export function runOpenLoop(
  dueAtNs: Float64Array,
  pacer: Pacer,
  clock: Clock,
  begin: (event: number, nowNs: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let next = 0;
    const wake = (): void => {
      try {
        let nowNs = clock();
        const stretchEndNs = nowNs + LONGEST_STRETCH_NS;
        while (next < dueAtNs.length && dueAtNs[next]! <= nowNs && nowNs <= stretchEndNs) {
          begin(next++, nowNs);
          nowNs = clock(); // beginning an event takes time in which others fall due
        }
        if (next === dueAtNs.length) resolve();
        else pacer.wakeAt(dueAtNs[next]!, wake);
      } catch (error) {
        reject(error);
      }
    };
    wake();
  });
}
