/** Words that both transports use for the same thing, so that a report counts it under one reason. */

/** What came as a delivery is cut short, changed or made up. */
export const NOT_THE_EVENT = "what came as a delivery is not the event that was sent";

/** JSON takes the last of two equal members, a lean recipient the first: one would take the event for another. */
export const TWO_IDS = "the event has two ids";

/** An attempt failed, and the event is sent again: not lost yet, but worth a word. */
export const triedAgain = (reason: string): string => `${reason} (tried again)`;

/** Only of a recipient beyond this machine: it is not disturbed for as long as it asked, with Retry-After. */
export const LEFT_ALONE = "not sent: the target asked to be left alone (Retry-After)";

/** An event waits until it may be sent. */
export const heldBack = (reason: string): string => `${reason} (held back)`;

/** Under at-least-once: a peer took longer than the approach allows. */
export const NO_ACK_IN_TIME = "no acknowledgement in time";

/** Bytes of it were changed: the events that they were are not known any more. */
export const JOURNAL_DAMAGED = "parts of the journal are damaged";

/** Under at-least-once: a successor will deliver again what a service cannot write down. */
export const journalProblem = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return `the journal cannot be written: ${code ?? message}`;
};
