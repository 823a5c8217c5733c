/** Where a gate's files go: a folder that no other run has at the same moment, and without what an earlier gate left. */
import { rmSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { claimFolder, folderTime, newFolder, type OutputFolder } from "../output-folder.js";

export interface GateFolderWanted {
  /** `--out` as an absolute path. */
  out: string | undefined;
  /** Where gates of the scenario lie that name no folder. */
  parent: string;
  now: Date;
}

/**
 * `files`: what gates leave in their folder. They go before anything else is done: a gate that breaks off must not leave the
 * verdict of another, which whoever reads the folder would take for its own. Throws PushbenchError output-not-writable, or
 * output-in-use while another run writes to it.
 */
export function gateFolder({ out, parent, now }: GateFolderWanted, files: readonly string[]): OutputFolder {
  if (out === undefined) return newFolder(parent, folderTime(now));
  const folder = claimFolder(out);
  try {
    for (const file of files) rmSync(path.join(out, file), { force: true });
    return folder;
  } catch (cause) {
    folder.release();
    throw new PushbenchError("output-not-writable", `Cannot write to ${out}: ${(cause as Error).message}`, {
      hint: "Choose another folder with --out.",
      cause,
    });
  }
}
