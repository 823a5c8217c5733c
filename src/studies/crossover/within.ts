/** A figure of several rounds with its interval. */
import { type Estimate, signedRankEstimate } from "../../statistics/signed-rank.js";
import type { Within } from "./found.js";

/** The middle of one figure per round. */
export const withinOf = (values: readonly number[], confidence = 0.95): Within | undefined =>
  flat(signedRankEstimate(values, confidence));

/** The same of figures above 0 whose noise multiplies. */
export function withinOfLogs(values: readonly number[], confidence = 0.95): Within | undefined {
  const logs = withinOf(values.map(Math.log), confidence);
  return logs && mapped(logs, Math.exp);
}

/** `change` must not fall. */
export const mapped = ({ estimate, low, high, confidence }: Within, change: (value: number) => number): Within => ({
  estimate: change(estimate),
  ...(low !== undefined && high !== undefined && { low: change(low), high: change(high), confidence }),
});

const flat = (found: Estimate | undefined): Within | undefined =>
  found && { estimate: found.estimate, ...found.interval };

/** −1: surely below, 1: surely above, 0: not sure. */
export const sideOf = ({ low, high }: Within, middle: number): -1 | 0 | 1 =>
  low === undefined || high === undefined ? 0 : high < middle ? -1 : low > middle ? 1 : 0;
