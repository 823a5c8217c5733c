/** Reads from the journal of a killed service what had been delivered to it. */
import { ColumnLog, noObservations, type Observations } from "../collectors/observations.js";
import { SERVICE } from "../flow.js";
import { readJournal } from "../transports/delivery/journal.js";

/**
 * Times are absolute. What was written before the slice does not belong to it, and what came later is reported by the next
 * process itself.
 */
export function deliveredBeforeDeath(journal: string, fromNs: number, untilNs: number): Observations {
  const delivered = new ColumnLog();
  for (const { kind, index, atNs } of readJournal(journal)) {
    if (kind === "accepted" && atNs >= fromNs && atNs <= untilNs) delivered.append(SERVICE, index, atNs);
  }
  return { ...noObservations(), delivered: delivered.take() };
}
