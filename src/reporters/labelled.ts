/** Reports call an approach by its label, as one word in a table, a tag or a sentence. */
import { addressOf, labelOf, type Result } from "../result/result.js";

/**
 * The result with every address written as its label, for reporters alone: nothing reads an arm back out of a label. Gates of
 * before `arm` was a field wrote the label as the name, so their files read the same.
 */
export function labelled(result: Result): Result {
  if (result.approaches.every(({ arm }) => arm === undefined)) return result;
  const shown = (name: string, arm: string | undefined): string => labelOf(addressOf({ name, arm }));
  return {
    ...result,
    approaches: result.approaches.map(({ arm, ...one }) => ({ ...one, name: shown(one.name, arm) })),
    rounds: result.rounds.map((round) => ({
      ...round,
      approaches: round.approaches.map(({ arm, ...one }) => ({ ...one, approach: shown(one.approach, arm) })),
    })),
    warnings: result.warnings.map(({ approach, arm, ...warning }) =>
      approach === undefined ? warning : { ...warning, approach: shown(approach, arm) },
    ),
  };
}
