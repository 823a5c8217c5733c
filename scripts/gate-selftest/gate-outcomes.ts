/** One line of `--json`: how a number of gates came out that all had the same to find. */
import { clopperPearson } from "../../src/statistics/binomial.js";

export interface GateOutcomes {
  /** The metric that was made worse, or "any" where none was. */
  metric: string;
  /** By how much, as a share; 0 for identical arms. */
  effect: number;
  /** Played per gate, on average. */
  rounds: number;
  /** That it took per gate, on average; 0 where no clock ran. */
  minutes: number;
  /** Gates that came out so. */
  regression: number;
  inconclusive: number;
  pass: number;
  trials: number;
  /** What the gates went through: the noise and the order of the arms, or what was done to live ones. */
  under: string;
}

/** Of the share of regressions: trials that share nothing are as good as coins. */
export const intervalOf = ({ regression, trials }: GateOutcomes): { low: number; high: number } =>
  clopperPearson(regression, trials);
