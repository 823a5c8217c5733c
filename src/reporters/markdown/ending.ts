import type { Result } from "../../result/result.js";
import { asText } from "./words.js";

/** How the run ended, unless it is complete. */
export function endingLine({ state, failure, rounds, scenario }: Result): string | undefined {
  const finished = `${rounds.length} of ${scenario.run.rounds} rounds finished`;
  if (state === "complete") return undefined;
  if (state === "failed")
    return `The run failed, ${finished}: ${failure === undefined ? "no reason recorded" : asText(failure.message)}`;
  if (state === "interrupted") return `The run was interrupted, ${finished}.`;
  return `The run had not ended when this was written (under way, or killed), ${finished}.`;
}
