/** When a target beyond this machine is given up: it is not hammered when all that comes back is errors. Pure. */

/** What came of the events of one window, a slice of an approach. */
export interface WindowOutcome {
  begun: number;
  /** Acknowledged or delivered, whenever they were sent. */
  succeeded: number;
  /** Why the others failed, with their counts. */
  reasons: Readonly<Record<string, number>>;
}

export const MOST_FAILED_WINDOWS = 3;

/** How many windows in a row were nothing but errors, this one included. A window in which nothing was tried says nothing. */
export function failedWindows(before: number, { begun, succeeded }: WindowOutcome): number {
  if (succeeded > 0) return 0;
  return begun === 0 ? before : before + 1;
}

/** The reason that was seen most. */
export function chiefReason({ reasons }: WindowOutcome): string {
  const [first] = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return first?.[0] ?? "nothing came back";
}
