/** Gives every mutant to its finders, one after the other, until one of them finds it. */
import type { Copy } from "./copy.js";
import type { Mutant } from "./mutant.js";
import { runFinder, titleOf, type Verdict } from "./suites.js";

export interface Catch {
  mutant: Mutant;
  /** Undefined: it survived. */
  finder: string | undefined;
  said: string;
}

/** Finders that find something in the right harness cannot tell a wrong one: throws with their names. */
export async function requireClean(mutants: readonly Mutant[], copy: Copy, signal: AbortSignal): Promise<void> {
  const finders = new Set(mutants.flatMap((mutant) => mutant.finders));
  for (const finder of finders) {
    const { found, said } = await runFinder(finder, copy.root, signal);
    if (found) throw new Error(`${titleOf(finder)} finds something without a mutant: ${said}`);
  }
}

export async function hunt(mutant: Mutant, copy: Copy, signal: AbortSignal): Promise<Catch> {
  return copy.with(mutant, async () => {
    let verdict: Verdict = { found: false, said: "" };
    for (const finder of mutant.finders) {
      verdict = await runFinder(finder, copy.root, signal);
      if (verdict.found) return { mutant, finder, said: verdict.said };
    }
    return { mutant, finder: undefined, said: "" };
  });
}
