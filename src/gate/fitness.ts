/**
 * Which rounds were fit to compare in, and whether they were played fairly. No rule here looks at what is compared, so
 * leaving a round out favours neither arm; it always goes as a whole.
 */
import { atMost } from "../statistics/binomial.js";
import { SignedRank } from "../statistics/one-sided.js";
import { median } from "../statistics/quantile.js";
import type { ApproachFigures, GateRound } from "./figures.js";

/** Share of a side's CPUs that other processes may take. In a pilot identical code differed 10 times as much beyond. */
export const MOST_FOREIGN_RATIO = 0.25;
/** Less than what the generator's verdict allows: a gate compares small differences, and a stolen CPU stops at once. */
export const MOST_STEAL_RATIO = 0.02;

export const unfitReasons = {
  "generator-bound": "the generator was late, at its limit or crowded out",
  "foreign-cpu": "other processes used the CPUs",
  "cpu-stolen": "the hypervisor took CPU time",
  disturbed: "other work disturbed it",
} as const;
export type UnfitReason = keyof typeof unfitReasons;
const reasons = Object.keys(unfitReasons) as UnfitReason[];

/** Why an approach's figures of this round, of any arm, are not used; undefined when they are. */
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

/** A fair draw looks unfair this rarely: one gate in a thousand. */
const UNFAIR_ALPHA = 0.001;

/**
 * Whether either arm came first about equally often, as in a fair draw. Base always before head, or an order that nobody
 * knows, makes a drift of the machine look like an effect: then nothing is decided.
 */
export function isOrderFair(rounds: readonly GateRound[]): boolean {
  if (rounds.some(({ first }) => first === undefined)) return false;
  const headFirst = rounds.filter(({ first }) => first === "head").length;
  const rarer = Math.min(headFirst, rounds.length - headFirst);
  return 2 * atMost(rarer, rounds.length, 0.5) >= UNFAIR_ALPHA;
}

/**
 * Whether the arm that came first fared differently whatever it was. With a fair order this costs sharpness and no truth.
 * The log ratios are taken from their middle, so that a true effect of head does not show, and mirrored where head was first.
 */
export function hasOrderEffect(
  logRatios: readonly { logRatio: number; first: "base" | "head" | undefined }[],
): boolean {
  const middle = median(logRatios.map(({ logRatio }) => logRatio)) ?? 0;
  const mirrored = logRatios.map(({ logRatio, first }) => (first === "head" ? middle - logRatio : logRatio - middle));
  const test = new SignedRank(mirrored);
  return 2 * Math.min(test.pGreater(0), test.pLess(0)) < UNFAIR_ALPHA;
}
