/** Plays the faults of a scenario during a slice, each at its time. */
import { setTimeout } from "node:timers/promises";
import { monotonicNs } from "../../clock.js";
import type { FaultTimes } from "../../collectors/collector.js";
import type { Stage } from "../../faults/fault.js";
import { beginFault, type Fault } from "../../faults/registry.js";
import { nsToMs, secondsToNs } from "../../units.js";

/**
 * `startNs` is when the slice begins. Resolves when the last fault is over. Rejects with the error of the first fault that
 * cannot be played.
 */
export function playFaults(
  faults: readonly Fault[],
  stage: Stage,
  startNs: number,
  signal: AbortSignal,
): Promise<FaultTimes[]> {
  return Promise.all(
    faults.map(async (fault) => {
      await until(startNs + secondsToNs(fault.atSeconds), signal);
      const beganNs = monotonicNs();
      const end = await beginFault(stage, fault);
      await until(startNs + secondsToNs(fault.atSeconds + (fault.forSeconds ?? 0)), signal);
      await end();
      return { kind: fault.kind, beganNs, endedNs: fault.forSeconds === undefined ? beganNs : monotonicNs() };
    }),
  );
}

/** Never early: a timer counts from the time that its loop remembers, in whole milliseconds. */
async function until(timeNs: number, signal: AbortSignal): Promise<void> {
  do await setTimeout(Math.ceil(Math.max(0, nsToMs(timeNs - monotonicNs()))), undefined, { signal });
  while (monotonicNs() < timeNs);
}
