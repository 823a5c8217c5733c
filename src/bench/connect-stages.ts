/**
 * Clients connect in stages of equal size, with a look at the service's memory after each. What a process takes with its
 * first clients (code, tables, the pages that it has anyway) is then no part of what one more client costs.
 */

/** Sizes at which memory is looked at: five points carry a line. */
const STAGES = 5;
/** With fewer clients a stage adds less than the pages of one allocation. */
const FEWEST_CLIENTS = 50;

/** For each stage the clients of every generator that connect in it. */
export function connectStages(segments: readonly (readonly number[])[]): number[][][] {
  const clients = segments.reduce((sum, { length }) => sum + length, 0);
  const stages = clients < FEWEST_CLIENTS ? 1 : STAGES;
  return Array.from({ length: stages }, (_, stage) =>
    segments.map((own) =>
      own.slice(Math.floor((own.length * stage) / stages), Math.floor((own.length * (stage + 1)) / stages)),
    ),
  );
}
