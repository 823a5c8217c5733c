/** What a gate can find in the noise of a machine: both arms are the same version, so every difference is noise. */
import { windowPerClientOf } from "../bench/run-schedules.js";
import { detectableEffect, tryOut } from "../gate/check.js";
import type { GateRound } from "../gate/figures.js";
import type { GateCheck, GateUnit } from "../gate/gate-report.js";
import { LAST_LOOK_ALPHA, LAST_LOOK_ROUNDS, POWER } from "../gate/looks.js";
import { subjectsOf } from "../gate/subjects.js";
import type { Scenario } from "../scenario/load.js";
import { roundsNeeded } from "../statistics/planning.js";
import { median } from "../statistics/quantile.js";
import { robustSigma } from "../statistics/robust-sigma.js";
import { transportFacts } from "../transports/registry.js";

/** One metric of one approach. What the rounds do not show is absent. Effects are shares: 0.05 is 5 %. */
export interface CalibrationRow
  extends Pick<GateCheck, "approach" | "metric" | "role" | "tolerance" | "smallestEffect"> {
  unit: GateUnit;
  /** The median of both arms, in `unit`. */
  median?: number;
  /** How many rounds count. */
  rounds: number;
  /** The standard deviation of a round's log ratio, robustly estimated. */
  sigma?: number;
  /** The effect that is found with 95 % probability within the budget, if this check has the strictest level of the gate. */
  detectableEffect?: number;
  /** In how many rounds the smallest effect that matters is found with 95 % probability. */
  roundsNeeded?: number;
}

/** `budgetRounds` is how many rounds a gate may play. */
export function calibrationOf(
  scenario: Scenario,
  rounds: readonly GateRound[],
  budgetRounds: number,
): CalibrationRow[] {
  const { approaches } = scenario;
  const loop = windowPerClientOf(scenario) === undefined ? "open" : "closed";
  const subjects = subjectsOf({ approaches, transports: transportFacts(approaches), loop, ...scenario.gate });
  const family = Math.max(1, subjects.filter(({ policy }) => policy.role === "gate").length);
  return subjects.map((subject) => {
    const { series, logs } = tryOut(subject, rounds);
    const { role, tolerance, smallestEffect } = subject.policy;
    const sigma = robustSigma(logs);
    const typical = median(series.pairs.flatMap(({ base, head }) => [base, head]));
    const effect = detectableEffect(Math.min(budgetRounds, LAST_LOOK_ROUNDS), sigma, tolerance, family);
    const needed =
      sigma === undefined
        ? undefined
        : roundsNeeded(Math.log1p(smallestEffect) - Math.log1p(tolerance), sigma, {
            alpha: LAST_LOOK_ALPHA / family,
            power: POWER,
          });
    return {
      approach: subject.approach,
      metric: subject.metric,
      unit: subject.unit,
      role,
      tolerance,
      smallestEffect,
      rounds: logs.length,
      ...(typical !== undefined && { median: typical }),
      ...(sigma !== undefined && { sigma }),
      ...(effect !== undefined && { detectableEffect: effect }),
      ...(needed !== undefined && { roundsNeeded: needed }),
    };
  });
}
