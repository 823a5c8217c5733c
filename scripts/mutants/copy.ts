/** A copy of the built project in which a file may be wrong. What is not built is the project's own. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ScratchFolder, scratchFolder } from "../../src/files/scratch-folder.js";
import { type Mutant, mutated } from "./mutant.js";

/** What programs and tests of `dist/` look for beside it. */
const BESIDE = ["node_modules", "src", "scenarios", "docs", "test", "prices", "package.json"];

export class Copy {
  readonly #folder: ScratchFolder;

  constructor(project: string) {
    this.#folder = scratchFolder("mutants");
    cpSync(path.join(project, "dist"), path.join(this.root, "dist"), { recursive: true });
    for (const name of BESIDE) symlinkSync(path.join(project, name), path.join(this.root, name));
  }

  get root(): string {
    return this.#folder.path;
  }

  /** While `work` runs, the copy has that fault. */
  async with<T>(mutant: Mutant, work: () => Promise<T>): Promise<T> {
    const dist = path.join(this.root, "dist");
    const file = path.join(dist, "src", mutant.file);
    const right = readFileSync(file, "utf8");
    writeFileSync(file, mutated(mutant, dist));
    try {
      return await work();
    } finally {
      writeFileSync(file, right);
    }
  }

  remove(): void {
    this.#folder.remove();
  }
}
