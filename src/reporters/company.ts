/** How far a figure of CPU depends on the other approaches of the run. */
import type { Result } from "../result/result.js";

/**
 * An approach was played in different companies: alone, in pairs, in fours with twins. From run to run its CPU per delivery differed
 * by no more than this factor, the study's intervals included (`npm run study:company`, docs/company.md).
 */
export const COMPANY_FACTOR = 1.4;

/** The same of the ratio of two approaches of one run. No headline claims a smaller difference: see smallest-effects.ts. */
export const COMPANY_RATIO_FACTOR = 1.2;

/** Says in which company absolute figures were taken, and which ratios of CPU say nothing. */
export function company({ approaches }: Pick<Result, "approaches">): string {
  const others = approaches.length - 1;
  const taken =
    others === 0
      ? "this approach was alone in its run"
      : `each approach took turns with ${others === 1 ? "one other" : `${others} others`} in the same run, which shared its generator`;
  const [less, more] = [1 / COMPANY_RATIO_FACTOR, COMPANY_RATIO_FACTOR].map((factor) => factor.toFixed(2));
  return `${taken}. In other company CPU per delivery may differ by a factor of up to ${COMPANY_FACTOR.toFixed(2)}, and the ratio of two approaches of one run by ${more} (docs/company.md): a ratio of CPU between ${less} and ${more} does not show that one approach is cheaper.`;
}
