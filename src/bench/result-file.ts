/** The result file: opened before the first round, rewritten after each, whole at any moment (rule 12). */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ErrorCode, PushbenchError } from "../errors.js";
import type { Result } from "../result.js";

export class ResultFile {
  readonly directory: string;
  readonly path: string;

  /** Creates the folder. Throws output-not-writable. */
  constructor(directory: string) {
    this.directory = directory;
    this.path = path.join(directory, "result.json");
    this.#trying("output-not-writable", () => mkdirSync(directory, { recursive: true }));
  }

  /** The first write decides whether a run may begin; a later failure is a loss. */
  open(result: Result): void {
    this.#trying("output-not-writable", () => this.#replace(result));
  }

  write(result: Result): void {
    this.#trying("output-lost", () => this.#replace(result));
  }

  /** Files rendered from the result, beside it. */
  writeBeside(files: readonly { file: string; text: string }[]): void {
    for (const { file, text } of files)
      this.#trying("output-lost", () => writeFileSync(path.join(this.directory, file), text));
  }

  /** Written beside and renamed over: a reader or a crash never meets half a file. */
  #replace(result: Result): void {
    const half = `${this.path}.writing`;
    try {
      writeFileSync(half, `${JSON.stringify(result, null, 1)}\n`);
      renameSync(half, this.path);
    } catch (error) {
      rmSync(half, { force: true });
      throw error;
    }
  }

  #trying(code: ErrorCode, write: () => void): void {
    try {
      write();
    } catch (cause) {
      throw new PushbenchError(code, `Cannot write to ${this.directory}: ${(cause as Error).message}`, {
        hint:
          code === "output-lost"
            ? "Free some space, or choose another folder with --out. The rounds in the file as it was last written are valid."
            : "Choose another folder with --out.",
        cause,
      });
    }
  }
}
