/** Where a run writes: `--out` exactly, or a folder of its own under reports/. No other run has it at the same time. */
import path from "node:path";
import { claimFolder, folderTime, newFolder, type OutputFolder } from "../files/output-folder.js";
import type { Environment } from "./environment.js";

/** `parent`: where runs that name no folder have theirs, by the time at which they begin. Throws as output-folder.ts does. */
export function runFolder({ cwd, now }: Environment, out: string | undefined, parent: string): OutputFolder {
  if (out !== undefined) return claimFolder(path.resolve(cwd, out));
  return newFolder(path.join(cwd, parent), folderTime(now()));
}
