/** The scenario's own limits, which hold whatever the base does. They are judged on rounds in which the machine was fit. */

import { isAlike } from "../gate/failures.js";
import type { GateRound } from "../gate/figures.js";
import { unfitReason } from "../gate/fitness.js";
import { type GateFailure, NOT_MEASURED } from "../gate/gate-report.js";
import { checkObjectives, type ObjectiveCheck, type ObjectiveName } from "../gate/threshold.js";
import type { Result } from "../result/result.js";

/**
 * Lost deliveries are not judged here: they fail a gate after any round, see gate/failures.ts. `base` is given where it played as
 * well, because an objective that the base also misses is not missed because of the change.
 */
export function objectiveFailures(
  head: Result,
  rounds: readonly GateRound[],
  base?: Pick<Result, "approaches" | "rounds">,
): GateFailure[] {
  const isFit = (number: number, approach: string): boolean =>
    rounds.some((round) => round.number === number && unfitReason(round, approach) === undefined);
  const fitOf = (all: Result["rounds"]): Result["rounds"] =>
    all.map((round) => ({
      ...round,
      approaches: round.approaches.filter(({ approach }) => isFit(round.number, approach)),
    }));
  const fit = fitOf(head.rounds);
  const ofBase = base ? checkObjectives({ ...head, ...base, rounds: fitOf(base.rounds) }) : [];
  return checkObjectives({ ...head, rounds: fit })
    .filter(({ met, objective, approach }) => !met && objective !== "lost" && hasHalf(fit, approach))
    .map(({ approach, objective, limit, value }) =>
      value === undefined
        ? {
            code: NOT_MEASURED,
            message: `${approach}: the objective ${objective} was not measured: too few deliveries.`,
          }
        : missed({ approach, objective, limit, value }, ofBase),
    );
}

const inWords = {
  latencyP50Ms: { what: "latency p50 is", unit: " ms" },
  latencyP99Ms: { what: "latency p99 is", unit: " ms" },
  jitterP99Ms: { what: "jitter p99 is", unit: " ms" },
  lost: { what: "undelivered:", unit: "" },
  exactlyAsSentOrder: { what: "out of order:", unit: "" },
} as const satisfies Record<ObjectiveName, { what: string; unit: string }>;

function missed(
  { approach, objective, limit, value }: Pick<ObjectiveCheck, "approach" | "objective" | "limit"> & { value: number },
  ofBase: readonly ObjectiveCheck[],
): GateFailure {
  const base = ofBase.find((one) => one.approach === approach && one.objective === objective)?.value;
  const { what, unit } = inWords[objective];
  const beside = base === undefined ? "" : ` (base: ${rounded(base)}${unit})`;
  return {
    code: "objective-missed",
    message: `${approach}: ${what} ${rounded(value)}${unit}${beside}, the limit is ${limit}${unit}.`,
    ...(base !== undefined && isAlike(value, base, limit) && { inBase: true as const }),
  };
}

/** With fewer rounds the gate is inconclusive for that approach anyway. */
const hasHalf = (rounds: Result["rounds"], approach: string): boolean =>
  2 * rounds.filter(({ approaches }) => approaches.some((one) => one.approach === approach)).length >= rounds.length;

const rounded = (value: number): number => Number(value.toPrecision(3));
