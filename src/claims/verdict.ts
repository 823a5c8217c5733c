/**
 * From what was observed to a verdict, purely. A measure holds or fails only with its whole interval; the verdict follows from all
 * measures, whatever their order.
 */
import type { Range } from "./claim-schema.js";

export const verdicts = {
  confirmed: "Every measure holds with its whole interval.",
  refuted: "Every measure fails with its whole interval.",
  depends: "At least one measure holds and at least one fails, each with its whole interval: the conditions decide.",
  "not measurable here": "Nothing on this machine can show it, and the reason is told.",
  undecided: "Too little is known: an interval reaches across a bound, lies between the bounds, or is missing.",
} as const;
export type Verdict = keyof typeof verdicts;

export const outcomes = {
  holds: "the whole interval lies where the claim holds",
  fails: "the whole interval lies where the claim fails",
  between: "the whole interval lies between the bounds, so neither is shown",
  unsure: "the interval reaches across a bound",
  "no interval": "too few rounds for an interval",
  unmeasured: "it was not measured",
  "not here": "this machine cannot show it",
} as const;
export type Outcome = keyof typeof outcomes;

/** A value with the interval in which it lies, where there is one. A count is its own interval. */
export interface Observed {
  estimate: number;
  low?: number;
  high?: number;
  /** That of the interval. Absent: nothing was sampled. */
  confidence?: number;
}

export function outcomeOf(observed: Observed | undefined, confirms: Range, refutes: Range): Outcome {
  if (observed === undefined || !Number.isFinite(observed.estimate)) return "unmeasured";
  const { low, high } = observed;
  if (low === undefined || high === undefined) return "no interval";
  if (liesIn({ low, high }, confirms)) return "holds";
  if (liesIn({ low, high }, refutes)) return "fails";
  return touches({ low, high }, confirms) || touches({ low, high }, refutes) ? "unsure" : "between";
}

interface Interval {
  low: number;
  high: number;
}

const liesIn = (
  { low, high }: Interval,
  { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Range,
) => low >= atLeast && high <= atMost;

const touches = (
  { low, high }: Interval,
  { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Range,
) => low <= atMost && high >= atLeast;

/** What this machine cannot show takes no part; where nothing else is left, nothing is measurable. */
export function verdictOf(found: readonly Outcome[]): Verdict {
  const shown: readonly Outcome[] = found.filter((one) => one !== "not here");
  if (shown.length === 0) return "not measurable here";
  const has = (outcome: Outcome): boolean => shown.includes(outcome);
  if (has("holds") && has("fails")) return "depends";
  if (shown.every((one) => one === "holds")) return "confirmed";
  if (shown.every((one) => one === "fails")) return "refuted";
  return "undecided";
}
