/**
 * Clients connect in stages of equal size, and the service's memory is read after each. So what a process needs for its first
 * clients (code, tables, pages that it has anyway) is not counted as the cost of one more client.
 */

/** At how many numbers of clients memory is read: five points are enough for a line. */
const STAGES = 5;
/** With fewer clients, a stage would add less than the pages of one allocation. */
const FEWEST_CLIENTS = 50;

/** For each stage, the clients of every generator that connect in it. */
export function connectStages(segments: readonly (readonly number[])[]): number[][][] {
  const clients = segments.reduce((sum, { length }) => sum + length, 0);
  const stages = clients < FEWEST_CLIENTS ? 1 : STAGES;
  return Array.from({ length: stages }, (_, stage) =>
    segments.map((own) =>
      own.slice(Math.floor((own.length * stage) / stages), Math.floor((own.length * (stage + 1)) / stages)),
    ),
  );
}
