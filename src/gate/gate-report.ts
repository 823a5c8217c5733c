/**
 * What a gate found: a change (head) held against a base, metric by metric. Plain data: the decision fills it, every
 * output format and the history are rendered from it. Base units only (ns, bytes, per second, plain ratios); what was
 * not measured is absent, never 0.
 */

export const gateVerdicts = {
  pass: "No gated metric is worse by an effect that matters.",
  regression: "At least one gated metric is worse by more than its tolerance, or a delivery went wrong.",
  inconclusive: "The rounds do not decide: too few, too noisy, or the machine was not fit to measure on.",
} as const;
export type GateVerdict = keyof typeof gateVerdicts;

/** The units of levels. Effects, tolerances and bounds are always ratios. */
export type GateUnit = "ns" | "bytes" | "per-second" | "ratio";

export interface GateReport {
  /** The scenario's name. */
  scenario: string;
  base: GateArm;
  head: GateArm;
  /** The worst verdict among the failures and the gated checks. */
  verdict: GateVerdict;
  /** One sentence that says why the verdict is what it is. */
  reason: string;
  /** How many rounds were run, and how often the figures were looked at (once or twice). */
  rounds: number;
  looks: number;
  /** ISO 8601, by the wall clock. */
  startedAt: string;
  /** How long playing took, by a clock that nobody can set meanwhile. */
  minutes: number;
  machine: MachineFingerprint;
  /** The hash of what was played: scenario, payload, rate, clients. Figures with different hashes cannot be compared. */
  workloadFingerprint: string;
  seed: number;
  /** One shell command that plays the same gate again. */
  command: string;
  checks: GateCheck[];
  /**
   * What fails at once, without statistics: deliveries that were lost, duplicated or unbalanced, and metrics that were not
   * measured.
   */
  failures: GateFailure[];
  /** What the clients of either arm saw go wrong over all rounds; the most frequent comes first. */
  reasons: GateReason[];
  warnings: string[];
}

export interface GateReason {
  approach: string;
  arm: "base" | "head";
  /** What the client saw: a status line, a close code, "timeout". */
  reason: string;
  count: number;
}

export interface GateArm {
  /** What people call it: a branch, a folder, "stored baseline". */
  label: string;
  /** The exact version, e.g. a commit id. */
  ref?: string;
}

export interface MachineFingerprint {
  /** The hash of the lines. Figures of different machines cannot be compared. */
  fingerprint: string;
  lines: [name: string, value: string][];
}

/** The code of a failure that says nothing about the change, because there was no figure to judge. */
export const NOT_MEASURED = "not-measured";

export interface GateFailure {
  /** Stable, kebab-case: `deliveries-lost`, `not-measured`, … */
  code: string;
  message: string;
  /** The base fails in the same way, so the change is not the cause. */
  inBase?: true;
}

/** The check of one metric of one approach. */
export interface GateCheck {
  /** The approach's name, or "approach / reference" where the metric is a ratio of two. */
  approach: string;
  /** Kebab-case, without a unit: `service-cpu-per-delivery`, `latency-p50`. */
  metric: string;
  unit: GateUnit;
  better: "lower" | "higher";
  /** Only `gate` can change the verdict of the report. */
  role: "gate" | "advisory";
  /** The levels that belong to the ratio, in `unit`: head is exactly `ratio` times base. */
  base?: number;
  head?: number;
  /** head ÷ base, whichever direction is better. Its interval follows, with the confidence that the interval really has. */
  ratio?: number;
  low?: number;
  high?: number;
  confidence?: number;
  /** The one-sided p-value for "worse by more than the tolerance", adjusted for the number of checks. */
  p?: number;
  /** By which share head is worse at least (below 0 it is better), at the one-sided level that the look left to this check. */
  atLeast?: number;
  /** The noise: the standard deviation of one round's log ratio, robustly estimated. */
  sigma?: number;
  /** Part of the hypothesis: head may be worse by this share (0.02 is 2 %) without being a regression. */
  tolerance: number;
  /** The smallest share that matters: `pass` says that the metric is not worse by this much. */
  smallestEffect: number;
  /** The smallest share that these rounds, with their noise, would have found with 95 % probability. */
  detectableEffect?: number;
  /** How many rounds would decide it. Only an inconclusive check has it. */
  roundsToDecide?: number;
  verdict: GateVerdict;
  /** The reason, in words that can stand after a colon: "worse by at least 5 %, 2 % is tolerated". */
  reason: string;
  /** The rounds that count, in `unit`, in the order in which they ran. */
  perRound: { base: number; head: number }[];
}
