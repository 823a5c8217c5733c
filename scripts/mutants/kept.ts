/** What was found before, so that a hunt that was broken off goes on where it was: one mutant a line. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Catch } from "./hunt.js";
import type { Mutant } from "./mutant.js";

/** Only of mutants that are still the same, and that were found: a survivor is worth another look. */
export function keptIn(file: string, mutants: readonly Mutant[]): Map<string, Catch> {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const kept = new Map<string, Catch>();
  for (const line of lines) {
    const one = JSON.parse(line) as Catch;
    const same = mutants.find((mutant) => JSON.stringify(mutant) === JSON.stringify(one.mutant));
    if (same && one.finder !== undefined) kept.set(same.name, { ...one, mutant: same });
  }
  return kept;
}

export const keep = (file: string, one: Catch): void => appendFileSync(file, `${JSON.stringify(one)}\n`);
