/**
 * The folder that a run writes to: `--out` exactly, or a folder of its own under reports/. No other run uses it at the same
 * time.
 */
import path from "node:path";
import { claimFolder, folderTime, newFolder, type OutputFolder } from "../files/output-folder.js";
import type { Environment } from "./environment.js";

/**
 * `parent` is the folder in which runs without `--out` get theirs, named by the time at which they begin. Throws as
 * output-folder.ts does.
 */
export function runFolder({ cwd, now }: Environment, out: string | undefined, parent: string): OutputFolder {
  if (out !== undefined) return claimFolder(path.resolve(cwd, out));
  return newFolder(path.join(cwd, parent), folderTime(now()));
}
