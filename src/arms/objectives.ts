/** The scenario's own limits, which hold whatever the base does. Judged on rounds in which the machine was fit. */
import type { GateRound } from "../gate/figures.js";
import { unfitReason } from "../gate/fitness.js";
import type { GateFailure } from "../gate/report.js";
import { checkObjectives } from "../gate/threshold.js";
import type { Result } from "../result.js";

/** What was lost is not here: it fails a gate after any round, see gate/failures.ts. */
export function objectiveFailures(head: Result, rounds: readonly GateRound[]): GateFailure[] {
  const isFit = (number: number, approach: string): boolean =>
    rounds.some((round) => round.number === number && unfitReason(round, approach) === undefined);
  const fit = head.rounds.map((round) => ({
    ...round,
    approaches: round.approaches.filter(({ approach }) => isFit(round.number, approach)),
  }));
  return checkObjectives({ ...head, rounds: fit })
    .filter(({ met, objective, approach }) => !met && objective !== "lost" && hasHalf(fit, approach))
    .map(({ approach, objective, limit, value }) =>
      value === undefined
        ? { code: "not-measured", message: `${approach}: ${objective} was not measured: too few deliveries.` }
        : {
            code: "objective-missed",
            message: `${approach}: ${objective} is ${rounded(value)}, the limit is ${limit}.`,
          },
    );
}

/** With fewer the gate is inconclusive for that approach anyway. */
const hasHalf = (rounds: Result["rounds"], approach: string): boolean =>
  2 * rounds.filter(({ approaches }) => approaches.some((one) => one.approach === approach)).length >= rounds.length;

const rounded = (value: number): number => Number(value.toPrecision(3));
