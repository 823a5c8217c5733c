/**
 * Which rounds were fit for a comparison, and whether they were played in a fair order. No rule here looks at the figures that
 * are compared, so leaving a round out favours neither arm. A round is always left out as a whole.
 */
import { atMost } from "../statistics/binomial.js";
import { SignedRank } from "../statistics/one-sided.js";
import { median } from "../statistics/quantile.js";
import type { ApproachFigures, GateRound } from "./figures.js";

/**
 * The share of a side's CPUs that other processes may take. Above it, identical code differed 10 times as much in a pilot
 * study.
 */
export const MOST_FOREIGN_RATIO = 0.25;
/**
 * This is less than what the generator's verdict allows: a gate compares small differences, and a stolen CPU stands still at
 * once.
 */
export const MOST_STEAL_RATIO = 0.02;

export const unfitReasons = {
  "generator-bound": "the generator was late, at its limit or crowded out",
  "foreign-cpu": "other processes used the CPUs",
  "cpu-stolen": "the hypervisor took CPU time",
  disturbed: "other work disturbed it",
} as const;
export type UnfitReason = keyof typeof unfitReasons;
const reasons = Object.keys(unfitReasons) as UnfitReason[];

/** Why an approach's figures of this round are not used, in any arm; undefined when they are used. */
export function unfitReason({ base, head, control = [] }: GateRound, approach: string): UnfitReason | undefined {
  for (const arm of [base, head, control]) {
    const figures = arm.find((one) => one.approach === approach);
    const reason = figures && reasons.find((one) => rules[one](figures));
    if (reason) return reason;
  }
  return undefined;
}

const rules: Record<UnfitReason, (figures: ApproachFigures) => boolean> = {
  "generator-bound": ({ verdict }) => verdict === "generator-bound",
  "foreign-cpu": ({ foreignRatio = 0 }) => foreignRatio > MOST_FOREIGN_RATIO,
  "cpu-stolen": ({ stealRatio = 0 }) => stealRatio > MOST_STEAL_RATIO,
  disturbed: ({ verdict }) => verdict === "disturbed",
};

/** The chance that a fair draw looks unfair: one gate in a thousand. */
const UNFAIR_ALPHA = 0.001;

/**
 * Whether either arm came first about equally often, as in a fair draw. When base always came before head, or nobody knows the
 * order, a drift of the machine would look like an effect, so nothing is decided.
 */
export function isOrderFair(rounds: readonly GateRound[]): boolean {
  if (rounds.some(({ first }) => first === undefined)) return false;
  const headFirst = rounds.filter(({ first }) => first === "head").length;
  const rarer = Math.min(headFirst, rounds.length - headFirst);
  return 2 * atMost(rarer, rounds.length, 0.5) >= UNFAIR_ALPHA;
}

/**
 * Whether the arm that came first did better or worse, whichever arm it was. In a fair order that widens intervals but biases
 * nothing. The median is subtracted from the log ratios, so that a true effect of head does not show, and they are mirrored
 * where head came first.
 */
export function hasOrderEffect(
  logRatios: readonly { logRatio: number; first: "base" | "head" | undefined }[],
): boolean {
  const middle = median(logRatios.map(({ logRatio }) => logRatio)) ?? 0;
  const mirrored = logRatios.map(({ logRatio, first }) => (first === "head" ? middle - logRatio : logRatio - middle));
  const test = new SignedRank(mirrored);
  return 2 * Math.min(test.pGreater(0), test.pLess(0)) < UNFAIR_ALPHA;
}
