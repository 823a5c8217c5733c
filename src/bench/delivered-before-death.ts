/** What a killed service had been delivered, from the journal that it left. */
import { ColumnLog, noObservations, type Observations } from "../collectors/observations.js";
import { SERVICE } from "../flow.js";
import { readJournal } from "../transports/delivery/journal.js";

/** Times absolute: what was written before the slice is not of it, what came later the next process tells itself. */
export function deliveredBeforeDeath(journal: string, fromNs: number, untilNs: number): Observations {
  const delivered = new ColumnLog();
  for (const { kind, index, atNs } of readJournal(journal)) {
    if (kind === "accepted" && atNs >= fromNs && atNs <= untilNs) delivered.append(SERVICE, index, atNs);
  }
  return { ...noObservations(), delivered: delivered.take() };
}
