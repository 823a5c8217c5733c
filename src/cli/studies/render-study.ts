/** What `report` does with a study: all that is rendered of it is written again, and its benches' reports where they are asked for. */
import { existsSync } from "node:fs";
import path from "node:path";
import { RESULT_FILE, readResult } from "../../reporters/read-result.js";
import { renderBeside } from "../../reporters/registry.js";
import { readStudy } from "../../studies/study-file.js";
import { parseStudy, resultFolders, studyFiles } from "../../studies/study-report.js";
import { withTransportFacts } from "../../transports/registry.js";
import type { Environment } from "../environment.js";
import { printMarkdown } from "../terminal.js";
import { writeRendered } from "./rendered-files.js";

export interface AskedOfStudy {
  out: string | undefined;
  print: boolean;
  /** The reports of its points or trials as well. */
  points: boolean;
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
      writeRendered(environment, path.join(target, folder), renderBeside(withTransportFacts(await readResult(source))));
    }
  }
  writeRendered(environment, target, studyFiles(study, target));
}
