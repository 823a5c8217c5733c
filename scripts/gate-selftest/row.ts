/** One line of `--json`: how a number of gates came out that all had the same to find. */
import { clopperPearson } from "../../src/statistics/binomial.js";

export interface Row {
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
  /** 95 % interval of the share of regressions, where the trials do not stand for themselves. */
  low?: number;
  high?: number;
}

/** Trials that share nothing are as good as coins; others bring their interval. */
export function intervalOf({ regression, trials, low, high }: Row): { low: number; high: number } {
  return low === undefined || high === undefined ? clopperPearson(regression, trials) : { low, high };
}
