/** What a result says, in a line of a list: who misses objectives, and who is claimed to be better. The page says the rest. */

import { missed } from "../../gate/threshold.js";
import { groupBy } from "../../group-by.js";
import type { Derived, DerivedComparison } from "../../result/derived.js";
import { addressOf, labelOf, type Result } from "../../result/result.js";
import type { Standing } from "../comparison.js";
import { derivedOf } from "../derived.js";
import { winners } from "./differences.js";
import { code, list } from "./words.js";

/** Markdown. What the result holds as derived is taken as it is, because a list has many results. */
export function shortAnswer(result: Result): string {
  const { approaches, rounds, state } = result;
  if (rounds.length === 0)
    return state === "running" ? "No round was finished so far." : "Nothing can be said: no round was finished.";
  const derived = result.derived ?? derivedOf(result);
  const names = approaches.map((one) => labelOf(addressOf(one)));
  return [objectivesSentence(result, derived), ...(names.length === 1 ? [] : pairSentences(derived))]
    .filter((sentence) => sentence !== undefined)
    .join(" ");
}

function objectivesSentence(result: Result, { objectives }: Derived): string | undefined {
  if (objectives.length === 0) return result.approaches.length === 1 ? "The scenario sets no objectives." : undefined;
  const checks = objectives.map((one) => ({ ...one, value: one.value }));
  const missing = [...new Set(missed(result, checks).map(({ approach }) => code(approach)))];
  if (missing.length > 0) return `✗ ${list(missing)} did not meet the objectives.`;
  if (checks.some(({ met }) => !met)) return "The run ended before every objective was measured.";
  const only = result.approaches.length === 1 ? code(labelOf(addressOf(result.approaches[0]!))) : "Every approach";
  return `✓ ${only} met the objectives.`;
}

/** One for each approach that is compared with the reference. */
function pairSentences({ comparison }: Derived): string[] {
  const asked = comparison.filter(({ standing }) => standing !== ("not-asked" satisfies Standing));
  return [...groupBy(asked, ({ approach }) => approach).values()].map(pairSentence);
}

function pairSentence(its: readonly DerivedComparison[]): string {
  const having = (standing: Standing): DerivedComparison[] => its.filter((one) => one.standing === standing);
  const { approach, reference } = its[0]!;
  const pair = `${code(approach)} against ${code(reference)}`;
  const claimed = having("claimed").filter(({ ratio }) => ratio !== undefined);
  if (claimed.length > 0) return `${pair}: ${winners(claimed)}.`;
  if (its.every(({ ratio }) => ratio === undefined)) return `${pair}: nothing can be said.`;
  return having("no-interval").length > 0
    ? `${pair}: nothing can be said yet, the rounds are too few.`
    : `${pair}: no difference is claimed.`;
}
