/** What a claim asks of a study, in the words of the command line, so that everybody can play the same by hand. */
import type { Measure, PlayedStudy, StudyOfKind } from "../../claims/claim-schema.js";

export interface Asked {
  scenario: string;
  set: string[];
  approach: string[];
  approaches: string;
}

export const askedOf = ({ scenario, set, approach, approaches }: PlayedStudy): Asked => ({
  scenario,
  set: Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  approach: Object.entries(approach).map(([name, spelled]) => `${name}=${JSON.stringify(spelled)}`),
  approaches: approaches.join(","),
});

/** The values of a sweep as --over takes them. In a hurry, the smallest and the largest that a measure names: a sweep has two at least. */
export function overOf(
  { over }: StudyOfKind<"sweep">,
  measures: readonly Measure[],
  { quick }: { quick: boolean },
): string[] {
  const sides = measures.flatMap((measure) => [
    ...("of" in measure && typeof measure.of === "object" ? [measure.of] : []),
    ...("to" in measure && typeof measure.to === "object" ? [measure.to] : []),
  ]);
  return Object.entries(over).map(([path, values]) => {
    const named = values.filter((value) => sides.some(({ at }) => at?.[path] === value));
    const some = named.length >= 2 ? [named[0]!, named.at(-1)!] : values.slice(0, 2);
    return `${path}=${(quick ? some : values).join(",")}`;
  });
}
