import { eventsBetween, type Schedule } from "../executors/schedule.js";
import type { Phase, SlicePlan } from "../processes/slice-plan.js";
import { secondsToNs } from "../units.js";

/** Cuts a window into slices. The last slice also gets what does not divide evenly. */
export function slicesOf(schedule: Schedule, phase: Phase, windowSeconds: number, sliceSeconds: number): SlicePlan[] {
  const count = Math.max(1, Math.floor(windowSeconds / sliceSeconds + 1e-9));
  return Array.from({ length: count }, (_, i) => {
    const offsetNs = secondsToNs(i * sliceSeconds);
    const endNs = i === count - 1 ? secondsToNs(windowSeconds) : secondsToNs((i + 1) * sliceSeconds);
    return { phase, offsetNs, lengthNs: endNs - offsetNs, ...eventsBetween(schedule, offsetNs, endNs) };
  });
}
