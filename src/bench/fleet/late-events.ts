/** How many events a generator began late. The ledger knows only that of all generators together, and a fleet is told whose they were. */
import type { SliceRun } from "../../collectors/collector.js";
import { LATE_NS } from "../../collectors/generator-health.js";
import type { Observations } from "../../collectors/observations.js";

/** `dueNs`: of the measured schedule, whose events have their own numbers on the wire. A closed loop has none, and nothing late. */
export function lateEvents(
  { startNs, offsetNs }: Pick<SliceRun, "startNs" | "offsetNs">,
  { begun: { index, atNs } }: Pick<Observations, "begun">,
  dueNs: ArrayLike<number>,
): number {
  let late = 0;
  for (let i = 0; i < index.length; i++) {
    const due = dueNs[index[i]!];
    if (due !== undefined && atNs[i]! - (startNs + due - offsetNs) > LATE_NS) late++;
  }
  return late;
}
