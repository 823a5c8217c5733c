/** What a result file contains beside the measurements: figures that follow from them, for readers who do not compute. */
import type { Objectives } from "./objectives.js";

export interface Derived {
  /** One for each compared figure of each approach but the reference: the lines of comparison.csv. */
  comparison: DerivedComparison[];
  objectives: {
    approach: string;
    objective: keyof Objectives;
    /** The limit in the objective's own unit. */
    limit: number;
    /** It is absent where it was not measured; then the objective is not met. */
    value?: number;
    met: boolean;
  }[];
}

export interface DerivedComparison {
  approach: string;
  reference: string;
  /** The name of a figure, with its unit: `latencyP99Ns`. */
  metric: string;
  /** The figure over all rounds, also those that the ratio leaves out. */
  figure?: number;
  referenceFigure?: number;
  /** approach ÷ reference, paired by round. It is absent without usable rounds. */
  ratio?: number;
  /** It is absent where there are too few rounds for an interval. */
  low?: number;
  high?: number;
  confidence?: number;
  rounds: number;
  usableRounds: number;
  /** Whether the interval lies on one side of 1. */
  decided: boolean;
  worthAWord: boolean;
  /** The p-value of this difference, adjusted over all that the headline looks at. It is absent for other figures. */
  adjustedP?: number;
  /** Whether the headline claims the difference, or why it does not. */
  standing: string;
}
