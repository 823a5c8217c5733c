/**
 * Arrivals of many independent sources: a Poisson process whose rate is constant within each of several pieces of time.
 * The method is exact, by a change of time: gaps of a process of rate 1 are exponential, and each gap is used up at the rate of
 * the piece. The number of arrivals is random as well (its variance is its mean), as it is in production.
 * Source: Çinlar, Introduction to Stochastic Processes, 1975, ch. 4.7.
 */
import type { Random } from "../random.js";
import { NS_PER_SECOND } from "../units.js";

/** A piece begins where the piece before it ended; the first one begins at 0. */
export interface RatePiece {
  untilNs: number;
  perSecond: number;
}

/** 1 − u lies in (0, 1], so the logarithm is finite. */
const exponential = (random: Random): number => -Math.log(1 - random.next());

/** The arrival times in ns, ascending, from 0 to before the end of the last piece. */
export function poissonTimesNs(pieces: Iterable<RatePiece>, random: Random): Float64Array {
  let timesNs = new Float64Array(1024);
  let count = 0;
  let nowNs = 0;
  let gap = exponential(random);
  for (const { untilNs, perSecond } of pieces) {
    const perNs = perSecond / NS_PER_SECOND;
    let dueNs = nowNs + gap / perNs;
    // A piece of rate 0 makes dueNs infinite or NaN, and neither is below untilNs.
    while (dueNs < untilNs) {
      if (count === timesNs.length) {
        const grown = new Float64Array(count * 2);
        grown.set(timesNs);
        timesNs = grown;
      }
      timesNs[count++] = dueNs;
      nowNs = dueNs;
      gap = exponential(random);
      dueNs = nowNs + gap / perNs;
    }
    gap = Math.max(0, gap - (untilNs - nowNs) * perNs);
    nowNs = untilNs;
  }
  return timesNs.slice(0, count);
}
