/** What a result file holds for readers who do not compute: the comparison and the objectives, computed from its rounds. */

import { checkObjectives } from "../gate/threshold.js";
import type { Derived } from "../result/derived.js";
import type { Result } from "../result/result.js";
import { tabulate } from "./tables.js";

export function derivedOf(played: Result): Derived {
  const { result, summary, ratios } = tabulate(played);
  const rowOf = (name: string) => summary.find(({ approach }) => approach === name);
  return {
    comparison: ratios.map(({ leftOut, rounds, ...one }) => {
      const [figure, referenceFigure] = [rowOf(one.approach)?.[one.metric], rowOf(one.reference)?.[one.metric]];
      return {
        approach: one.approach,
        reference: one.reference,
        metric: one.metric,
        ...(figure !== undefined && { figure }),
        ...(referenceFigure !== undefined && { referenceFigure }),
        ...(one.ratio !== undefined && { ratio: one.ratio }),
        ...(one.low !== undefined && { low: one.low }),
        ...(one.high !== undefined && { high: one.high }),
        ...(one.confidence !== undefined && { confidence: one.confidence }),
        rounds: rounds + leftOut,
        usableRounds: rounds,
        decided: one.decided,
        worthAWord: one.worthAWord,
        ...(one.adjustedP !== undefined && { adjustedP: one.adjustedP }),
        standing: one.standing,
      };
    }),
    objectives: checkObjectives(result).map(({ value, ...check }) => ({
      ...check,
      ...(value !== undefined && { value }),
    })),
  };
}

/** The result with what follows from it. What it held before is computed anew. */
export const withDerived = (result: Result): Result => ({ ...result, derived: derivedOf(result) });
