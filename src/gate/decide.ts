/**
 * The gate's decision: from the rounds of base and head it makes pass, regression or inconclusive. docs/gate.md explains the
 * method.
 */

import { counted, partOf } from "../counted.js";
import { exitCodes } from "../errors.js";
import { holm } from "../statistics/holm.js";
import { fewestRounds } from "../statistics/planning.js";
import { checkOf, type Finding, isMeasured, type Trial, tryOut } from "./check.js";
import { deliveryFailuresOf, lateDeliveriesOf } from "./failures.js";
import type { GateRound } from "./figures.js";
import { hasOrderEffect, isOrderFair, unfitReason, unfitReasons } from "./fitness.js";
import { type GateCheck, type GateFailure, type GateReport, NOT_MEASURED } from "./gate-report.js";
import { CONFIRM_ALPHA, FIRST_LOOK_ALPHA, FIRST_LOOK_ROUNDS, LAST_LOOK_ALPHA, LAST_LOOK_ROUNDS } from "./looks.js";
import { metricWords } from "./metric-words.js";
import { reasonsOf } from "./reasons.js";
import { type Pair, type Subject, seriesOf, subjectsOf, type Watch, worseBy } from "./subjects.js";

export interface GateSetting extends Watch {
  /** With "stored" the base was played at another time, so no order of the two could be fair. */
  base: "live" | "stored";
  /** The figures are of different machines or workloads, so they may not fail a build. */
  advisory?: boolean;
  /** No rounds will follow these, because the time is up or all are played. */
  last?: boolean;
  /** The scenario's objective `lost`: how many deliveries an approach may lose over all rounds. */
  allowedLost?: number;
}

export interface Decision
  extends Pick<GateReport, "verdict" | "reason" | "rounds" | "looks" | "checks" | "failures" | "reasons" | "warnings"> {
  /** How many rounds must be played before the next call; 0 when the decision is final. */
  moreRounds: number;
}

/**
 * Call it first without rounds, and then whenever `moreRounds` have been added, but never in between: whoever looks more often
 * finds differences that are not there. A failed delivery may end the gate after any round.
 */
export function decide(rounds: readonly GateRound[], setting: GateSetting): Decision {
  const look = lookAt(rounds, setting.last ?? false);
  const names = setting.approaches.map(({ name }) => name);
  const deliveries = deliveryFailuresOf(rounds, names, setting.allowedLost);
  const late = lateDeliveriesOf(rounds, names, setting.allowedLost);
  const subjects = subjectsOf(setting);
  const gated = setting.advisory ? [] : subjects.filter(({ policy }) => policy.role === "gate");
  const others = subjects.filter((subject) => !gated.includes(subject));
  const gates = checksOf(gated, look, setting);
  const unmeasured = look.number === 0 ? [] : unmeasuredOf(gated, look.rounds);
  const failures = [...deliveries, ...unmeasured];
  const isOpen = look.number === 0 || gates.some(({ verdict }) => verdict !== "pass");
  return {
    ...conclusion(gates, deliveries, unmeasured, late.find(({ onlyHead }) => onlyHead)?.message),
    rounds: rounds.length,
    looks: look.number,
    checks: [...gates, ...checksOf(others, look, setting).map((check) => ({ ...check, role: "advisory" as const }))],
    failures,
    reasons: names.flatMap((name) => [...reasonsOf(rounds, name, "base"), ...reasonsOf(rounds, name, "head")]),
    warnings: [...warningsOf(subjects, look.rounds, setting), ...late.map(({ message }) => message)],
    moreRounds: isOpen && failures.length === 0 ? look.more : 0,
  };
}

interface Look {
  /** The look's number; 0 before the first look. */
  number: 0 | 1 | 2;
  /** The rounds that this look sees. */
  rounds: readonly GateRound[];
  /** How many rounds are missing until the next look; 0 at the last look. */
  more: number;
  alpha: number;
}

function lookAt(rounds: readonly GateRound[], isLast: boolean): Look {
  const played = rounds.length;
  if (isLast || played >= LAST_LOOK_ROUNDS) {
    return { number: played > FIRST_LOOK_ROUNDS ? 2 : 1, rounds, more: 0, alpha: LAST_LOOK_ALPHA };
  }
  const number = played < FIRST_LOOK_ROUNDS ? 0 : 1;
  const more = (number === 0 ? FIRST_LOOK_ROUNDS : LAST_LOOK_ROUNDS) - played;
  return { number, rounds: number === 0 ? [] : rounds.slice(0, FIRST_LOOK_ROUNDS), more, alpha: FIRST_LOOK_ALPHA };
}

/** All `subjects` are one family for Holm's procedure. Only the last look can find a regression. */
function checksOf(subjects: readonly Subject[], look: Look, setting: GateSetting): GateCheck[] {
  const trials = subjects.map((subject) => tryOut(subject, look.rounds));
  const tests = holm(trials.map(claimOf), look.alpha);
  const suspects =
    look.more > 0 ? tests.map(({ adjustedP }) => adjustedP <= look.alpha) : suspectsOf(subjects, look.rounds);
  const fair = setting.base === "stored" || isOrderFair(look.rounds);
  return trials.map((trial, i) => {
    const { adjustedP, level } = tests[i]!;
    const suspicion = suspects[i] ? suspicionAfter(trial.subject, look.rounds) : "none";
    const isRegression = look.more === 0 && adjustedP <= look.alpha && suspicion === "none";
    return checkOf(trial, { adjustedP, level, isRegression, suspicion, family: subjects.length, isOrderFair: fair });
  });
}

/** Tells for each subject whether the first look found it worse. A gate without a first look suspects none. */
function suspectsOf(subjects: readonly Subject[], rounds: readonly GateRound[]): boolean[] {
  if (rounds.length <= FIRST_LOOK_ROUNDS) return subjects.map(() => false);
  const seen = rounds.slice(0, FIRST_LOOK_ROUNDS);
  const tests = holm(
    subjects.map((subject) => claimOf(tryOut(subject, seen))),
    FIRST_LOOK_ALPHA,
  );
  return tests.map(({ adjustedP }) => adjustedP <= FIRST_LOOK_ALPHA);
}

/** Whether the rounds that the first look has not seen confirm its suspicion: they must be worse by anything at all. */
function suspicionAfter(subject: Subject, rounds: readonly GateRound[]): Finding["suspicion"] {
  const { logs, test } = tryOut(subject, rounds.slice(FIRST_LOOK_ROUNDS));
  if (logs.length < fewestRounds(CONFIRM_ALPHA)) return "open";
  return test.pGreater(0) <= CONFIRM_ALPHA ? "none" : "unconfirmed";
}

/** A figure that was not measured claims nothing, but still counts as a member of the family. */
const claimOf = (trial: Trial): number => (isMeasured(trial) ? trial.p : 1);

function unmeasuredOf(subjects: readonly Subject[], rounds: readonly GateRound[]): GateFailure[] {
  return subjects
    .map((subject) => ({ subject, series: seriesOf(subject, rounds) }))
    .filter((one) => !isMeasured(one))
    .map(({ subject, series }) => ({
      code: NOT_MEASURED,
      message: `${nameOf(subject)} was measured in ${partOf(series.measured, series.rounds, "round")}.`,
    }));
}

/** Stands before the message of a failure that both arms have. */
export const FAILS_ALIKE = "Base and head fail alike, so the change is not the cause.";

function conclusion(
  gates: readonly GateCheck[],
  deliveries: readonly GateFailure[],
  unmeasured: readonly GateFailure[],
  late: string | undefined,
): Pick<Decision, "verdict" | "reason"> {
  const [failure] = deliveries;
  const regressions = gates.filter(({ verdict }) => verdict === "regression");
  const undecided = gates.filter(({ verdict }) => verdict === "inconclusive");
  const size = ({ ratio = 1 }: GateCheck): number => Math.abs(Math.log(ratio));
  const largest = (checks: readonly GateCheck[]): string => {
    const [one] = checks.toSorted((a, b) => size(b) - size(a));
    return `${nameOf(one!)}: ${one!.reason}`;
  };
  const of = `of ${counted(gates.length, "gated check")}`;
  if (failure && !failure.inBase) return { verdict: "regression", reason: failure.message };
  if (regressions.length > 0) {
    return {
      verdict: "regression",
      reason: `${regressions.length} ${of} found a regression. ${largest(regressions)}.`,
    };
  }
  if (failure) return { verdict: "regression", reason: `${FAILS_ALIKE} ${failure.message}` };
  if (unmeasured[0]) return { verdict: "inconclusive", reason: unmeasured[0].message };
  if (gates.length === 0) return { verdict: "inconclusive", reason: "All checks are advisory: nothing was decided." };
  if (undecided.length > 0) {
    return {
      verdict: "inconclusive",
      reason: `${undecided.length} ${of} ${undecided.length === 1 ? "is" : "are"} undecided. ${largest(undecided)}.`,
    };
  }
  if (late !== undefined) return { verdict: "inconclusive", reason: late };
  return { verdict: "pass", reason: `None ${of} is worse by an effect that matters.` };
}

function warningsOf(subjects: readonly Subject[], rounds: readonly GateRound[], setting: GateSetting): string[] {
  const warnings: string[] = [];
  if (setting.base === "stored") {
    warnings.push(
      "The base was played at another time: what the machine did in between looks like an effect of the change.",
    );
  }
  for (const { name } of setting.approaches) {
    const reasons = rounds.map((round) => unfitReason(round, name)).filter((reason) => reason !== undefined);
    const words = [...new Set(reasons)].map((reason) => unfitReasons[reason]).join("; ");
    if (words)
      warnings.push(
        `${name}: ${partOf(reasons.length, rounds.length, "round")} ${reasons.length === 1 ? "was" : "were"} left out: ${words}.`,
      );
  }
  const swayed = subjects.filter((subject) => hasOrderEffect(seriesOf(subject, rounds).pairs.map(inOrder(subject))));
  if (swayed.length > 0) {
    warnings.push(
      `Who came first in a round mattered for ${swayed.map(nameOf).join(", ")}: the bounds are wider for it.`,
    );
  }
  return warnings;
}

const inOrder =
  ({ metric }: Subject) =>
  ({ round, base, head }: Pair) => ({ logRatio: worseBy(metric, head, base), first: round.first });

const nameOf = ({ approach, metric }: Pick<GateCheck, "approach" | "metric">): string =>
  `${approach} ${metricWords(metric)}`;

/** 0 pass, 1 regression, 3 inconclusive, 5 not even measured: that passes nowhere, whatever an inconclusive gate is allowed. */
export function exitCodeOf({ verdict, failures }: Pick<GateReport, "verdict" | "failures">): number {
  const isUnmeasured = failures.some(({ code }) => code === NOT_MEASURED);
  return verdict === "inconclusive" && isUnmeasured ? exitCodes.unmeasured : exitCodes[verdict];
}
