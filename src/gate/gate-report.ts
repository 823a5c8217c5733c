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

/** The units that medians come in; effects, tolerances and bounds are always ratios. */
export type GateUnit = "ns" | "bytes" | "per-second" | "ratio";

export interface GateReport {
  /** The scenario's name. */
  scenario: string;
  base: GateArm;
  head: GateArm;
  /** The worst of the failures and of the checks that gate. */
  verdict: GateVerdict;
  /** Why the verdict is what it is, one sentence in words. */
  reason: string;
  /** Rounds that were run, and how often the figures were looked at (1 or 2). */
  rounds: number;
  looks: number;
  /** ISO 8601, wall clock. */
  startedAt: string;
  /** That playing took, by a clock that nobody sets while it runs. */
  minutes: number;
  machine: MachineFingerprint;
  /** Hash of what was played: scenario, payload, rate, clients. Figures of different hashes are not comparable. */
  workloadFingerprint: string;
  seed: number;
  /** One shell command that plays the same gate again. */
  command: string;
  checks: GateCheck[];
  /** What fails at once, without statistics: deliveries lost, duplicated or unbalanced, a metric that was not measured. */
  failures: GateFailure[];
  /** What the clients saw go wrong in either arm, over all rounds, the most frequent first. */
  reasons: GateReason[];
  warnings: string[];
}

export interface GateReason {
  approach: string;
  arm: "base" | "head";
  /** As the client saw it: a status line, a close code, "timeout". */
  reason: string;
  count: number;
}

export interface GateArm {
  /** How people call it: a branch, a folder, "stored baseline". */
  label: string;
  /** The exact version, e.g. a commit id. */
  ref?: string;
}

export interface MachineFingerprint {
  /** Hash of the lines. Figures of different machines are not comparable. */
  fingerprint: string;
  lines: [name: string, value: string][];
}

/** The code of a failure that says nothing about the change: there was no figure to judge. */
export const NOT_MEASURED = "not-measured";

export interface GateFailure {
  /** Stable, kebab-case: `deliveries-lost`, `not-measured`, … */
  code: string;
  message: string;
  /** The base fails in the same way, so it is no effect of the change. */
  inBase?: true;
}

/** One metric of one approach. */
export interface GateCheck {
  /** The approach's name, or "webhook / websocket" where the metric is a ratio of two. */
  approach: string;
  /** Kebab-case, without a unit: `service-cpu-per-delivery`, `latency-p50`. */
  metric: string;
  unit: GateUnit;
  better: "lower" | "higher";
  /** Only `gate` can change the verdict of the report. */
  role: "gate" | "advisory";
  /** Levels that go with the ratio: head is exactly `ratio` times base. In `unit`. */
  base?: number;
  head?: number;
  /** head ÷ base, whichever direction is better; its interval and the confidence which that really has. */
  ratio?: number;
  low?: number;
  high?: number;
  confidence?: number;
  /** One-sided, for "worse by more than the tolerance", adjusted for the number of checks. */
  p?: number;
  /** How much worse head is at least (a share, below 0 is better), at the one-sided level that the look left to this check. */
  atLeast?: number;
  /** Standard deviation of one round's log ratio, by a robust estimate: the noise. */
  sigma?: number;
  /** Part of the hypothesis: worse by this share (0.02 is 2 %) is not yet a regression. */
  tolerance: number;
  /** The smallest share that matters: `pass` says that the metric is not worse by this much. */
  smallestEffect: number;
  /** The smallest share that these rounds, with their noise, would have found with 95 % probability. */
  detectableEffect?: number;
  /** Inconclusive only: how many rounds would decide it. */
  roundsToDecide?: number;
  verdict: GateVerdict;
  /** Why, in words that can stand after a colon: "worse by at least 5 %, 2 % is tolerated". */
  reason: string;
  /** The rounds that count, in `unit`, in the order in which they ran. */
  perRound: { base: number; head: number }[];
}
