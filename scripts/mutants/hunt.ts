/** Gives mutants to their finders, one after the other, until one of them finds it. */
import type { Copy } from "./copy.js";
import type { Mutant } from "./mutant.js";
import { type FinderSetting, runFinder, titleOf } from "./suites.js";

export interface Catch {
  mutant: Mutant;
  /** Undefined: it survived. */
  finder: string | undefined;
  said: string;
}

export class Hunt {
  readonly #copy: Copy;
  readonly #setting: FinderSetting;
  /** What finders say of the right harness; "": nothing. */
  readonly #unprovoked = new Map<string, string>();

  constructor(copy: Copy, setting: Omit<FinderSetting, "root">) {
    this.#copy = copy;
    this.#setting = { ...setting, root: copy.root };
  }

  async find(mutant: Mutant): Promise<Catch> {
    const unsound: string[] = [];
    for (const finder of mutant.finders) {
      const unprovoked = await this.#saysUnprovoked(finder);
      if (unprovoked !== "") {
        unsound.push(`${titleOf(finder)} finds something without a mutant: ${unprovoked}`);
        continue;
      }
      const { found, said } = await this.#copy.with(mutant, () => this.#run(finder));
      if (found) return { mutant, finder, said };
    }
    return { mutant, finder: undefined, said: unsound.join("; ") };
  }

  /** Who finds something in the right harness cannot tell a wrong one. */
  async #saysUnprovoked(finder: string): Promise<string> {
    const known = this.#unprovoked.get(finder);
    if (known !== undefined) return known;
    const { said } = await this.#run(finder);
    this.#unprovoked.set(finder, said);
    return said;
  }

  #run(finder: string) {
    return runFinder(finder, this.#setting);
  }
}
