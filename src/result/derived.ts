/** What a result file holds beside what was measured: figures that follow from it, for readers who do not compute. */
import type { Objectives } from "./objectives.js";

export interface Derived {
  /** One per approach but the reference, and compared figure: the lines of comparison.csv. */
  comparison: DerivedComparison[];
  objectives: {
    approach: string;
    objective: keyof Objectives;
    /** In the objective's own unit. */
    limit: number;
    /** Absent where it was not measured, which never meets. */
    value?: number;
    met: boolean;
  }[];
}

export interface DerivedComparison {
  approach: string;
  reference: string;
  /** The name of a figure, with its unit: `latencyP99Ns`. */
  metric: string;
  /** Over all rounds, those that the ratio leaves out included. */
  figure?: number;
  referenceFigure?: number;
  /** approach ÷ reference, paired by round; absent without usable rounds. */
  ratio?: number;
  /** Absent where the rounds are too few for an interval. */
  low?: number;
  high?: number;
  confidence?: number;
  rounds: number;
  usableRounds: number;
  /** The interval lies on one side of 1. */
  decided: boolean;
  worthAWord: boolean;
  /** The p-value of this difference among all that the headline looks at. Absent for what it does not ask for. */
  adjustedP?: number;
  /** Whether the headline claims it, or why not. */
  standing: string;
}
