/** One line of `--json`: a figure of ours, what it was held against, and whether it met its target. Unknown is left out. */
export interface PerfRow {
  name: string;
  /** The contender that `ratio` compares with. */
  against?: string;
  value?: number;
  expected?: number;
  /** Ours ÷ theirs. */
  ratio?: number;
  /** Highest ratio (or, without one, value) that is good enough. */
  target?: number;
  met?: boolean;
}
