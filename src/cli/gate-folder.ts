/** Where a gate's files go: a folder that no other gate takes at the same moment, and without what an earlier gate left. */
import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { makeFolders } from "../output-folder.js";

export interface GateFolderWanted {
  /** `--out` as an absolute path. */
  out: string | undefined;
  /** Where gates of the scenario lie that name no folder. */
  parent: string;
  now: Date;
}

/**
 * `files`: what gates leave in their folder. They go before anything else is done: a gate that breaks off must not leave the
 * verdict of another, which whoever reads the folder would take for its own. Throws PushbenchError output-not-writable.
 */
export function gateFolder({ out, parent, now }: GateFolderWanted, files: readonly string[]): string {
  try {
    if (out === undefined) return newFolder(parent, now);
    for (const file of files) rmSync(path.join(out, file), { force: true });
    return out;
  } catch (cause) {
    throw new PushbenchError("output-not-writable", `Cannot write to ${out ?? parent}: ${(cause as Error).message}`, {
      hint: "Choose another folder with --out.",
      cause,
    });
  }
}

/** A gate that broke off before it played has nothing to leave. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {} // it holds something, or was never made
}

/** Named by the second; the second gate of a second counts on. Making it is what claims it. */
function newFolder(parent: string, now: Date): string {
  makeFolders(parent);
  const time = now.toISOString().replaceAll(":", "-").replace(/\..*/, "");
  for (let nth = 1; ; nth++) {
    const folder = path.join(parent, nth === 1 ? time : `${time}-${nth}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
