/**
 * By how much the clock of a worker's host is ahead of the coordinator's, and how wrong that may be. Pure: stamps in, estimate out.
 *
 * A question and its answer have four stamps. Nothing arrives before it was sent, so the offset was at most `received − sent` when the
 * question arrived, and at least `answered − returned` when the answer left. The middle of the two is the estimate, and half of what
 * lies between them, which is half of the round trip, is the largest possible error, however unlike the two ways were.
 *
 * A slice has a probe before it and one after it. In between the estimate is the line through the two. How good that is rests on two
 * assumptions about quartz clocks that a time service may steer, MOST_DRIFT and MOST_WANDER below. Clocks that were set or stood
 * still in between (a suspended machine) break the first one, which is noticed: then there is no estimate.
 */

/** Four stamps, in ns: two by the clock of who asks (the coordinator), and two by the clock of who answers (a worker). */
export interface ClockExchange {
  sentNs: number;
  receivedNs: number;
  answeredNs: number;
  returnedNs: number;
}

export interface ClockEstimate {
  /** The worker's clock minus the coordinator's. It is negative when the worker's is behind. */
  offsetNs: number;
  /** The true offset differs by no more than this. */
  boundNs: number;
}

/** An estimate, and the moment on the coordinator's clock at which it holds. */
export interface ClockReading extends ClockEstimate {
  atNs: number;
}

/**
 * How much faster one clock may run than the other, as a ratio. Linux steers a clock by 500 ppm at most on top of what the quartz is
 * off (some 50 ppm); two clocks may be steered against each other.
 */
export const MOST_DRIFT = 1_200e-6;
/**
 * By how much the rate between two clocks may differ, at any moment of a slice, from its mean over the slice. A quartz changes by less
 * than 1 ppm in minutes; a time service that corrects its frequency in that very slice, by a few.
 */
export const MOST_WANDER = 10e-6;

/** What one exchange tells, at its middle. */
export function readingOf({ sentNs, receivedNs, answeredNs, returnedNs }: ClockExchange): ClockReading {
  const [atMostNs, atLeastNs] = [receivedNs - sentNs, answeredNs - returnedNs];
  return {
    offsetNs: (atMostNs + atLeastNs) / 2,
    // Each limit holds at some moment of the exchange, and the clocks may have run apart between that moment and the middle.
    boundNs: (atMostNs - atLeastNs) / 2 + (MOST_DRIFT * (returnedNs - sentNs)) / 2,
    atNs: (sentNs + returnedNs) / 2,
  };
}

/** The reading with the smallest bound: that of the exchange that waited the least. Undefined without any. */
export function bestReading(exchanges: readonly ClockExchange[]): ClockReading | undefined {
  let best: ClockReading | undefined;
  for (const exchange of exchanges) {
    const reading = readingOf(exchange);
    if (!(reading.boundNs >= 0)) continue; // nothing that keeps time has such stamps
    if (best === undefined || reading.boundNs < best.boundNs) best = reading;
  }
  return best;
}

/** The worker's clock against the coordinator's, around one slice. */
export interface ClockLine {
  /** At any moment of the coordinator's clock. Outside of the two readings the line goes on, and the bound grows quickly. */
  estimateAt(coordinatorNs: number): ClockEstimate;
  /** When the worker's clock showed `workerNs`, by the coordinator's clock; `boundNs` is that of `estimateAt` there. */
  coordinatorNsOf(workerNs: number): number;
}

/**
 * The line through a reading before a slice and one after it. Undefined when the clocks ran apart by more than MOST_DRIFT: one of them
 * was set or stood still in between, and nobody knows when.
 */
export function clockLine(before: ClockReading, after: ClockReading): ClockLine | undefined {
  const lengthNs = after.atNs - before.atNs;
  if (!(lengthNs > 0)) throw new RangeError("the reading after a slice is not later than the one before it");
  const changeNs = after.offsetNs - before.offsetNs;
  if (Math.abs(changeNs) > MOST_DRIFT * lengthNs + before.boundNs + after.boundNs) return undefined;
  const rate = changeNs / lengthNs;
  return {
    estimateAt(coordinatorNs) {
      const sinceNs = coordinatorNs - before.atNs;
      const share = sinceNs / lengthNs;
      // The errors of the two readings, as they go into the line: between the readings no more than the larger one.
      const ofReadingsNs = Math.abs(1 - share) * before.boundNs + Math.abs(share) * after.boundNs;
      const nearestNs = Math.min(Math.abs(sinceNs), Math.abs(coordinatorNs - after.atNs));
      return { offsetNs: before.offsetNs + rate * sinceNs, boundNs: ofReadingsNs + MOST_WANDER * nearestNs };
    },
    coordinatorNsOf: (workerNs) => before.atNs + (workerNs - before.offsetNs - before.atNs) / (1 + rate),
  };
}
