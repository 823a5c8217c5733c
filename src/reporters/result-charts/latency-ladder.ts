/** Latencies counted by rungs of a logarithmic ladder, ten of them for each power of ten: the rows of a heat map before they are chosen. */
import type { MergedCounts } from "../../statistics/merged-counts.js";

const RUNGS_EACH = 10;
/** From 1 ns to beyond an hour, above which no latency is recorded. */
const RUNGS = 13 * RUNGS_EACH;

/** By rung. */
export type LadderCounts = Float64Array;

/** Where a rung begins, in ns. */
export const rungNs = (rung: number): number => 10 ** (rung / RUNGS_EACH);

export function countsOf(latencies: MergedCounts): LadderCounts {
  const counts = new Float64Array(RUNGS);
  let [rung, end] = [0, rungNs(1)];
  latencies.forEach((ns, count) => {
    while (ns >= end && rung < RUNGS - 1) end = rungNs(++rung + 1);
    counts[rung]! += count;
  });
  return counts;
}

export interface Rows {
  /** Rungs in which rows begin, and the one in which the last ends. */
  rungs: number[];
  /** Whether some deliveries are faster than the first row: it holds them, too. */
  holdsLess: boolean;
}

/** More rows would be thinner than a few pixels. */
const MOST_ROWS = 32;
const SHARE_BEYOND = 1 / 1_000;

/**
 * Rows for all approaches together: as far up and down as needed to hold 999 of 1,000 deliveries of each, so that a few outliers do not
 * squeeze all others. Undefined where there are no latencies.
 */
export function rowsFor(approaches: readonly LadderCounts[]): Rows | undefined {
  const having = approaches.filter((counts) => counts.some((count) => count > 0));
  if (having.length === 0) return undefined;
  const first = Math.min(...having.map((counts) => firstKept(counts)));
  const last = Math.max(...having.map((counts) => counts.length - 1 - firstKept(counts.toReversed())));
  const each = [1, 2, 5].find((rungs) => Math.ceil((last + 1 - first) / rungs) <= MOST_ROWS) ?? RUNGS_EACH;
  const begin = Math.floor(first / each) * each; // so that powers of ten are edges
  const count = Math.ceil((last + 1 - begin) / each);
  return {
    rungs: Array.from({ length: count + 1 }, (_, row) => begin + row * each),
    holdsLess: having.some((counts) => counts.subarray(0, begin).some((n) => n > 0)),
  };
}

/** The first rung at which more than the share has come. */
function firstKept(counts: LadderCounts): number {
  const least = SHARE_BEYOND * counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  return counts.findIndex((count) => {
    sum += count;
    return sum > least;
  });
}

/** The counts of each row; the first has also what is below it, and behind the last stands what is beyond. */
export const inRows = (counts: LadderCounts, { rungs }: Rows): number[] =>
  rungs.map((from, row) => {
    const part = counts.subarray(row === 0 ? 0 : from, rungs[row + 1] ?? counts.length);
    return part.reduce((sum, count) => sum + count, 0);
  });

export function sumOf(steps: readonly LadderCounts[]): LadderCounts {
  const sum = new Float64Array(RUNGS);
  for (const counts of steps) for (let rung = 0; rung < RUNGS; rung++) sum[rung]! += counts[rung]!;
  return sum;
}
