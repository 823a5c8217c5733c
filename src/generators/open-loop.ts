/** Open loop: events begin when they are due, whatever happened to the earlier ones. */
import type { Clock } from "../clock.js";
import { NS_PER_US, nsToMs } from "../units.js";
import type { Pacer } from "./pacing/pacer.js";

/** A generator that is behind begins events for this long at a stretch. Then it lets the event loop read what came in. */
const LONGEST_STRETCH_NS = 500 * NS_PER_US;

/** How often the loop checks whether anything begins. */
const LOOK_EVERY_MS = 5_000;

/**
 * Calls `begin(k, nowNs)` when event k of `dueAtNs` (absolute, ascending) is due. A late generator begins at once what has become
 * due meanwhile: it skips nothing and shifts nothing that comes later. Resolves when the last event has begun. Rejects when
 * `begin` throws, or when between two checks no event has begun although one was due all the time.
 */
export function runOpenLoop(
  dueAtNs: Float64Array,
  pacer: Pacer,
  clock: Clock,
  begin: (event: number, nowNs: number) => void,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let next = 0;
    let over = false;
    let overdue = -1;
    const look = setInterval(() => {
      const lateMs = nsToMs(clock() - dueAtNs[next]!);
      if (lateMs > 0 && next === overdue) end(() => reject(new Error(stuck(next, dueAtNs.length, lateMs))));
      overdue = lateMs > 0 ? next : -1;
    }, lookEveryMs).unref();
    const end = (settle: () => void): void => {
      over = true;
      clearInterval(look);
      settle();
    };
    const wake = (): void => {
      if (over) return;
      try {
        let nowNs = clock();
        const stretchEndNs = nowNs + LONGEST_STRETCH_NS;
        while (next < dueAtNs.length && dueAtNs[next]! <= nowNs && nowNs <= stretchEndNs) {
          begin(next++, nowNs);
          nowNs = clock(); // to begin an event takes time, in which others become due
        }
        if (next === dueAtNs.length) end(resolve);
        else pacer.wakeAt(dueAtNs[next]!, wake);
      } catch (error) {
        end(() => reject(error));
      }
    };
    wake();
  });
}

const stuck = (begun: number, events: number, lateMs: number): string =>
  `the pacer does not wake the executor: ${begun} of ${events} events have begun, the next was due ${Math.round(lateMs)} ms ago`;
