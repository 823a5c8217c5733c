/** Which approach to take. It is said only where it is sure: a ratio whose interval contains 1 decides nothing. */

import { median } from "../statistics/quantile.js";
import { type PairedRatio, pairedRatio } from "../statistics/ratio.js";
import type { Meeting } from "./meeting.js";

export interface Candidate {
  approach: string;
  /** Why it cannot be taken whatever it costs. */
  ruledOut?: string;
  meeting: Meeting;
  /** What a month costs by each round; those of all candidates stand at the same place. Undefined: not measured. */
  costs: readonly (number | undefined)[];
}

export type Choice =
  | { kind: "take"; approach: string; because: "it is surely the cheapest" | "no other one is left" }
  | { kind: "cannot tell"; between: string[]; because: Doubt }
  /** Every approach misses what is asked for, or is ruled out. */
  | { kind: "none meets" }
  /** Nothing that was measured is near. */
  | { kind: "not known" };

export const doubts = {
  objective: "nobody knows whether they keep to what is asked for",
  "cheaper-but-unknown": "the cheaper one is not known to keep to what is asked for",
  interval: "the interval of the ratio of their costs contains 1, or there are too few sound rounds for one",
} as const;
export type Doubt = keyof typeof doubts;

export function choose(candidates: readonly Candidate[]): Choice {
  if (candidates.length === 0) return { kind: "not known" };
  const left = candidates.filter(({ ruledOut, meeting }) => ruledOut === undefined && meeting !== "misses");
  if (left.length === 0) return { kind: "none meets" };
  const [best] = left.filter(({ meeting }) => meeting === "meets").sort(byCost);
  if (best === undefined) return { kind: "cannot tell", between: left.map(nameOf), because: "objective" };
  const { approach } = best;
  if (left.length === 1) return { kind: "take", approach, because: "no other one is left" };
  // The claim is that it is cheaper than each of them, so every one of the tests must hold and none needs a stricter level
  const rivals = left.filter((one) => one !== best && !isSurelyCheaper(best, one));
  if (rivals.length === 0) return { kind: "take", approach, because: "it is surely the cheapest" };
  const isUnknown = rivals.some((one) => one.meeting !== "meets" && isSurelyCheaper(one, best));
  return {
    kind: "cannot tell",
    between: [approach, ...rivals.map(nameOf)],
    because: isUnknown ? "cheaper-but-unknown" : "interval",
  };
}

const nameOf = ({ approach }: Candidate): string => approach;

const middle = ({ costs }: Candidate): number =>
  median(costs.flatMap((cost) => cost ?? [])) ?? Number.POSITIVE_INFINITY;

/** Those of unknown cost come last. */
function byCost(one: Candidate, other: Candidate): number {
  const [a, b] = [middle(one), middle(other)];
  return a === b ? 0 : a - b;
}

export const ratioOf = (one: Candidate, other: Candidate): PairedRatio => pairedRatio(one.costs, other.costs);

function isSurelyCheaper(one: Candidate, other: Candidate): boolean {
  const { high } = ratioOf(one, other);
  return high !== undefined && high < 1;
}
