/** Files that `report` renders anew: of which folder, and how they are written and told. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { intoFolder } from "../../files/into-folder.js";
import { makeFolders } from "../../files/output-folder.js";
import { replaceFile } from "../../files/replace-file.js";
import type { Environment } from "../environment.js";

/** The folder that `given` names, by itself or by its file of that name; undefined where there is no such file. */
export function folderWith(file: string, given: string): string | undefined {
  if (path.basename(given) === file) return path.dirname(given);
  return existsSync(path.join(given, file)) && statSync(given).isDirectory() ? given : undefined;
}

/** Throws PushbenchError output-not-writable. */
export function writeRendered(
  { stdout }: Environment,
  folder: string,
  files: readonly { file: string; text: string }[],
): void {
  intoFolder(folder, () => {
    makeFolders(folder);
    for (const { file, text } of files) {
      replaceFile(path.join(folder, file), text);
      stdout.write(`${path.join(folder, file)}\n`);
    }
  });
}
