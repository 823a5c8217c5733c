/** What a service writes down when a delivery is settled. */

import type { Journal, Observer } from "../transport.js";
import { journalProblem } from "./reasons.js";

/** A full disk costs no delivery here: a successor that does not know of it delivers again, which its recipient drops. */
export function noteSettled(journal: Journal | undefined, observer: Observer, client: number, index: number): void {
  try {
    journal?.settled(client, index);
  } catch (error) {
    observer.problem(journalProblem(error));
  }
}
