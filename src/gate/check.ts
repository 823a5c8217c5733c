/**
 * One check: it turns the rounds' figures into a verdict with its reason. The rules are tried in order, and the first that
 * applies decides.
 */

import { partOf } from "../counted.js";
import { SignedRank } from "../statistics/one-sided.js";
import { detectableDistance, roundsNeeded } from "../statistics/planning.js";
import { pairedLevels, pairedRatio } from "../statistics/ratio.js";
import { robustSigma } from "../statistics/robust-sigma.js";
import { signedRankEstimate } from "../statistics/signed-rank.js";
import { controlProblem } from "./control.js";
import type { GateRound } from "./figures.js";
import { unfitReasons } from "./fitness.js";
import type { GateCheck } from "./gate-report.js";
import { FIRST_LOOK_ROUNDS, INTERVAL_CONFIDENCE, LAST_LOOK_ALPHA, PASS_ALPHA, POWER } from "./looks.js";
import { gateMetrics } from "./metrics.js";
import { type PairedFigures, type Subject, seriesOf, worseBy } from "./subjects.js";

/** A subject, and what the rounds say about it. */
export interface Trial {
  subject: Subject;
  series: PairedFigures;
  /** For each round that counts, the natural logarithm of how much worse head was. */
  logs: number[];
  test: SignedRank;
  /** The p-value of the hypothesis "worse by the tolerance at most", for this check alone. */
  p: number;
}

export function tryOut(subject: Subject, rounds: readonly GateRound[]): Trial {
  const series = seriesOf(subject, rounds);
  const logs = series.pairs.map(({ base, head }) => worseBy(subject.metric, head, base));
  const test = new SignedRank(logs);
  return { subject, series, logs, test, p: test.pGreater(Math.log1p(subject.policy.tolerance)) };
}

/** A figure that is missing from most rounds was not measured, and what was not measured must not pass. */
export const isMeasured = ({ series }: Pick<Trial, "series">): boolean =>
  series.rounds > 0 && 2 * series.measured > series.rounds;

/** What follows for one trial from the whole family of checks. */
export interface Finding {
  adjustedP: number;
  /** The part of the look's alpha that Holm's procedure left to this check. */
  level: number;
  isRegression: boolean;
  /**
   * Not "none": the first look found head worse. The rounds after it are still too few ("open") or did not show it again
   * ("unconfirmed").
   */
  suspicion: "none" | "open" | "unconfirmed";
  /** How many checks the family has. */
  family: number;
  isOrderFair: boolean;
}

export function checkOf(trial: Trial, finding: Finding): GateCheck {
  const { subject, series, logs } = trial;
  const { metric, unit, policy } = subject;
  const heads = series.pairs.map(({ head }) => head);
  const bases = series.pairs.map(({ base }) => base);
  const { ratio, low, high, confidence } = pairedRatio(heads, bases, INTERVAL_CONFIDENCE);
  const sigma = robustSigma(logs);
  const judgement = judge(trial, finding);
  return {
    approach: subject.approach,
    metric,
    unit,
    better: gateMetrics[metric].better,
    role: policy.role,
    ...defined({ ...levelsOf(heads, bases), ratio, low, high, confidence }),
    ...(logs.length > 0 && { p: finding.adjustedP }),
    ...defined({
      atLeast: share(trial.test.lowerBound(finding.level)),
      sigma,
      detectableEffect: detectableEffect(logs.length, sigma, policy.tolerance, finding.family),
      roundsToDecide: judgement.isUndecided ? roundsToDecide(trial, sigma, finding.family) : undefined,
    }),
    tolerance: policy.tolerance,
    smallestEffect: policy.smallestEffect,
    verdict: judgement.verdict,
    reason: judgement.reason,
    perRound: series.pairs.map(({ base, head }) => ({ base, head })),
  };
}

/**
 * The two levels whose ratio is shown. The medians of base and head cannot be shown: they can differ by another share than
 * the tested one.
 */
function levelsOf(heads: readonly number[], bases: readonly number[]): { base?: number; head?: number } {
  const levels = pairedLevels(heads, bases);
  return levels ? { base: levels.denominator, head: levels.numerator } : {};
}

interface Judgement extends Pick<GateCheck, "verdict" | "reason"> {
  /** More rounds like these would decide the check, and nothing else stands in the way. */
  isUndecided?: boolean;
}

function judge(trial: Trial, finding: Finding): Judgement {
  const { subject, series, test } = trial;
  const { tolerance, smallestEffect } = subject.policy;
  const inconclusive = (reason: string): Judgement => ({ verdict: "inconclusive", reason });
  const [unfit] = series.unfit;
  if (!isMeasured(trial)) return inconclusive(`measured in ${partOf(series.measured, series.rounds, "round")}`);
  if (!finding.isOrderFair) return inconclusive("base and head did not come first equally often");
  if (unfit && 2 * series.unfit.length > series.rounds) {
    return inconclusive(
      `${partOf(series.unfit.length, series.rounds, "round")} ${series.unfit.length === 1 ? "was" : "were"} not fit: ${unfitReasons[unfit]}`,
    );
  }
  const problem = controlProblem(subject, series, finding.family);
  if (problem) return inconclusive(problem);
  const atLeast = share(test.lowerBound(finding.level));
  const atMost = share(test.upperBound(PASS_ALPHA));
  if (finding.isRegression && atLeast !== undefined) {
    return {
      verdict: "regression",
      reason: `worse by at least ${percent(atLeast)}, ${percent(tolerance)} is tolerated`,
    };
  }
  if (finding.suspicion === "open") return inconclusive("looks worse, which further rounds have to confirm");
  if (atMost === undefined) return inconclusive(`${rounds(trial.logs.length)} too few to say anything`);
  if (atMost < smallestEffect) {
    return { verdict: "pass", reason: `worse by at most ${percent(atMost)}, ${percent(smallestEffect)} would matter` };
  }
  const unconfirmed = finding.suspicion === "unconfirmed" ? "looked worse at first, then no more; " : "";
  const reason = `${unconfirmed}may be worse by ${percent(atMost)}, ${percent(smallestEffect)} would matter`;
  return { verdict: "inconclusive", reason, isUndecided: true };
}

/** The smallest share that this many rounds find with 95 % probability, if this check has the strictest level of the family. */
export function detectableEffect(
  rounds: number,
  sigma: number | undefined,
  tolerance: number,
  family: number,
): number | undefined {
  if (sigma === undefined) return undefined;
  const distance = detectableDistance(rounds, sigma, { alpha: LAST_LOOK_ALPHA / family, power: POWER });
  return distance === undefined ? undefined : Math.expm1(Math.log1p(tolerance) + distance);
}

/** How many rounds it takes until the check passes or fails, whichever comes first, if head is as it looks now. */
function roundsToDecide(
  { subject, series, logs }: Trial,
  sigma: number | undefined,
  family: number,
): number | undefined {
  const effect = signedRankEstimate(logs)?.estimate;
  if (sigma === undefined || effect === undefined) return undefined;
  const { tolerance, smallestEffect } = subject.policy;
  const toFail = effect - Math.log1p(tolerance);
  const toPass = Math.log1p(smallestEffect) - effect;
  const needed = Math.min(
    roundsNeeded(toFail, sigma, { alpha: LAST_LOOK_ALPHA / family, power: POWER }),
    roundsNeeded(toPass, sigma, { alpha: PASS_ALPHA, power: POWER }),
  );
  const playedPerCounted = series.rounds / logs.length;
  return Math.max(FIRST_LOOK_ROUNDS, series.rounds + 1, Math.ceil(needed * playedPerCounted));
}

/** Turns a difference of logarithms into a share: 0.05 is 5 % worse. */
const share = (log: number | undefined): number | undefined => (log === undefined ? undefined : Math.expm1(log));

const rounds = (count: number): string => (count === 1 ? "1 round is" : `${count} rounds are`);

const percent = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;

function defined<T extends { [K in keyof T]: number | undefined }>(figures: T): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}
