/** What `report` does with a study: all that is rendered of it is written again, and its benches' reports where they are asked for. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { intoFolder } from "../../files/into-folder.js";
import { makeFolders } from "../../files/output-folder.js";
import { replaceFile } from "../../files/replace-file.js";
import { RESULT_FILE, readResult } from "../../reporters/read-result.js";
import { renderBeside } from "../../reporters/registry.js";
import { readStudy, STUDY_FILE } from "../../studies/study-file.js";
import { parseStudy, resultFolders, studyFiles } from "../../studies/study-report.js";
import { withTransportFacts } from "../../transports/registry.js";
import type { Environment } from "../environment.js";
import { printMarkdown } from "../terminal.js";

export interface AskedOfStudy {
  out: string | undefined;
  print: boolean;
  /** The reports of its points or trials as well. */
  points: boolean;
}

/** The folder of the study that a path names; undefined where it names none. */
export function studyAt(given: string): string | undefined {
  if (path.basename(given) === STUDY_FILE) return path.dirname(given);
  return existsSync(path.join(given, STUDY_FILE)) && statSync(given).isDirectory() ? given : undefined;
}

/** Throws PushbenchError study-invalid, result-invalid or output-not-writable. */
export async function renderStudy(environment: Environment, directory: string, asked: AskedOfStudy): Promise<void> {
  const study = await readStudy(directory, parseStudy);
  const target = asked.out === undefined ? directory : path.resolve(environment.cwd, asked.out);
  if (asked.print) {
    const markdown = studyFiles(study, directory).find(({ file }) => file.endsWith(".md"))!;
    printMarkdown(environment, markdown.text);
    return;
  }
  if (asked.points) {
    for (const folder of resultFolders(study)) {
      const source = path.join(directory, folder, RESULT_FILE);
      if (!existsSync(source)) continue; // somebody removed it to save space
      write(environment, path.join(target, folder), renderBeside(withTransportFacts(await readResult(source))));
    }
  }
  write(environment, target, studyFiles(study, target));
}

function write({ stdout }: Environment, folder: string, files: readonly { file: string; text: string }[]): void {
  intoFolder(folder, () => {
    makeFolders(folder);
    for (const { file, text } of files) {
      replaceFile(path.join(folder, file), text);
      stdout.write(`${path.join(folder, file)}\n`);
    }
  });
}
