/** The known answers: what an honest measurement must say of a service whose behaviour is known. */
import type { Freeze } from "./freeze.js";

/** P(delay > x) = e^(−x / mean), solved for x. */
export const exponentialQuantileMs = (meanMs: number, quantile: number): number => -Math.log(1 - quantile) * meanMs;

/**
 * One of `count` delays that together are the exponential distribution without its sampling error: number i (from 0) is
 * the (i + 1) / count quantile, so that every quantile that is a multiple of 1 / count is met exactly. Random draws
 * would miss the median by 3 % with a thousand events. The last has no finite quantile: it gets the expectation of
 * what lies beyond the last but one, which is one mean more (the exponential has no memory).
 */
export const exponentialStratumMs = (meanMs: number, i: number, count: number): number =>
  i === count - 1
    ? exponentialQuantileMs(meanMs, (count - 1) / count) + meanMs
    : exponentialQuantileMs(meanMs, (i + 1) / count);

/**
 * A service answers at once but is frozen for F of every P. An event that comes at a uniformly random phase finds it frozen with
 * probability F / P, and then the rest of the freeze is uniform on (0, F). So for 0 ≤ x < F,
 *
 *   P(latency > x) = (F − x) / P,  so the q-quantile is F − (1 − q)·P, or 0 when that is negative.
 */
export const frozenQuantileMs = ({ everyMs, forMs }: Freeze, quantile: number): number =>
  Math.max(0, forMs - (1 - quantile) * everyMs);
