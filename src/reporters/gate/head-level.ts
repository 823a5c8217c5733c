/**
 * The head's level of each metric, for stores that keep one value per run and know of no base: the median of the rounds, with
 * the middle half of them (the quartiles) as its range. Metrics that were not measured are left out, because a store would take
 * an empty value for 0.
 */
import type { GateCheck, GateReport } from "../../gate/gate-report.js";
import { median, quantile } from "../../statistics/quantile.js";

/** The median of head's rounds alone: what is kept from run to run must not depend on the base of that day. */
export const medianOfHead = ({ perRound }: Pick<GateCheck, "perRound">): number | undefined =>
  median(perRound.map(({ head }) => head));

export interface HeadLevel {
  check: GateCheck;
  median: number;
  low?: number;
  high?: number;
}

export const headLevels = ({ checks }: GateReport): HeadLevel[] =>
  checks.flatMap((check) => {
    const level = medianOfHead(check);
    return level === undefined ? [] : [{ check, median: level, ...quartiles(check) }];
  });

/** Fewer rounds have no middle half. Of one round both ends would be the round itself, which would read as no spread at all. */
const FEWEST_ROUNDS = 4;

function quartiles({ perRound }: GateCheck): { low?: number; high?: number } {
  const rounds = perRound.map(({ head }) => head);
  if (rounds.length < FEWEST_ROUNDS) return {};
  const [low, high] = [quantile(rounds, 0.25), quantile(rounds, 0.75)];
  return low === undefined || high === undefined ? {} : { low, high };
}
