/** What a figure of CPU owes to who else was in the run. */
import type { Result } from "../result/result.js";

/**
 * Between the companies that were tried (alone, in pairs, in fours with twins), CPU per delivery of one approach differed by no more
 * than this factor, the study's intervals included: docs/company.md, made by `npm run study:company`. No headline claims a smaller difference (smallest-effects.ts).
 */
export const COMPANY_FACTOR = 1.15;

/** Where absolute figures were taken, and what ratios of CPU cannot tell. */
export function company({ approaches }: Pick<Result, "approaches">): string {
  const others = approaches.length - 1;
  const taken =
    others === 0
      ? "this approach was alone in its run"
      : `each approach took turns with ${others === 1 ? "one other" : `${others} others`} in the same run, which shared its generator`;
  const [less, more] = [1 / COMPANY_FACTOR, COMPANY_FACTOR].map((factor) => factor.toFixed(2));
  return `${taken}. In other company CPU per delivery may differ by a factor of up to ${more} (docs/company.md): a ratio of CPU between ${less} and ${more} does not show that one approach is cheaper.`;
}
