/** study.json: opened before the first bench, rewritten after each, and whole at any moment. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { removeEarlierRun } from "../bench/result-file.js";
import { PushbenchError } from "../errors.js";
import { intoFolder } from "../files/into-folder.js";
import { readNamedFile } from "../files/named-file.js";
import { makeFolders } from "../files/output-folder.js";
import { replaceFile } from "../files/replace-file.js";
import type { StudyRecord } from "./study-record.js";

export const STUDY_FILE = "study.json";
/** What studies write beside it. In a folder without study.json, such names belong to somebody else. */
const WRITTEN = [
  ...["trials", "capacity.csv", "capacity.md", "capacity.html"],
  ...["points", "sweep.csv", "sweep.md", "sweep.html"],
];
/** Charts have names of their own. */
const CHART = /^(capacity|sweep)[\w-]*\.svg$/;

export class StudyFile {
  readonly directory: string;
  #isWritten = false;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Removes what an earlier study or run left in the folder. Throws output-not-writable. */
  begin(): void {
    const { directory } = this;
    intoFolder(directory, () => {
      makeFolders(directory);
      removeEarlierRun(directory);
      if (!existsSync(path.join(directory, STUDY_FILE))) return;
      const charts = readdirSync(directory).filter((name) => CHART.test(name));
      for (const name of [...WRITTEN, ...charts, STUDY_FILE])
        rmSync(path.join(directory, name), { recursive: true, force: true });
    });
  }

  /** The first write decides whether a study may begin, or go on; a later failure is a loss. */
  write(record: StudyRecord): void {
    const code = this.#isWritten ? "output-lost" : "output-not-writable";
    const text = `${JSON.stringify(record, null, 1)}\n`;
    intoFolder(this.directory, () => replaceFile(path.join(this.directory, STUDY_FILE), text), code);
    this.#isWritten = true;
  }

  writeBeside(files: readonly { file: string; text: string }[]): void {
    for (const { file, text } of files)
      intoFolder(this.directory, () => replaceFile(path.join(this.directory, file), text), "output-lost");
  }
}

/**
 * The study of a folder. `parse` refuses what is none that it knows; `file` is only the name that errors show. Throws
 * PushbenchError study-not-found or study-invalid.
 */
export async function readStudy<Kind>(directory: string, parse: (text: string, file: string) => Kind): Promise<Kind> {
  const file = path.join(directory, STUDY_FILE);
  let text: string;
  try {
    text = await readNamedFile(file);
  } catch (cause) {
    throw new PushbenchError("study-not-found", `There is no study in ${directory}: ${(cause as Error).message}`, {
      hint: `Give the folder of a study, which holds a ${STUDY_FILE} (reports/<scenario>/<time>/).`,
      cause,
    });
  }
  return parse(text, file);
}
