/** Gives mutants to their finders, one after the other, until one of them finds it. */
import type { Copy } from "./copy.js";
import type { Mutant } from "./mutant.js";
import { runFinder, titleOf } from "./suites.js";

export interface Catch {
  mutant: Mutant;
  /** Undefined: it survived. */
  finder: string | undefined;
  said: string;
}

export class Hunt {
  readonly #copy: Copy;
  readonly #signal: AbortSignal;
  /** Finders that find nothing in the right harness. */
  readonly #sound = new Set<string>();

  constructor(copy: Copy, signal: AbortSignal) {
    this.#copy = copy;
    this.#signal = signal;
  }

  async find(mutant: Mutant): Promise<Catch> {
    for (const finder of mutant.finders) {
      await this.#requireSound(finder);
      const { found, said } = await this.#copy.with(mutant, () => this.#run(finder));
      if (found) return { mutant, finder, said };
    }
    return { mutant, finder: undefined, said: "" };
  }

  /** Who finds something in the right harness cannot tell a wrong one. */
  async #requireSound(finder: string): Promise<void> {
    if (this.#sound.has(finder)) return;
    const { found, said } = await this.#run(finder);
    if (found) throw new Error(`${titleOf(finder)} finds something without a mutant: ${said}`);
    this.#sound.add(finder);
  }

  #run(finder: string) {
    return runFinder(finder, this.#copy.root, this.#signal);
  }
}
