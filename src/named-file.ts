/** Files that somebody named on the command line: read whole, and found writable before an hour is spent on what goes into them. */
import { closeSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "./errors.js";
import { makeFolders } from "./output-folder.js";

/** Throws an error whose message says why not: the system's, or ours of what has no end. */
export function readNamedFile(file: string): string {
  const kind = statSync(file);
  if (kind.isDirectory()) throw new Error("it is a folder");
  if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Error("it is a device, which may have no end");
  return readFileSync(file, "utf8");
}

/** Leaves no file that was not there. What is no plain file, such as a pipe, is taken as it is. Throws PushbenchError output-not-writable. */
export function requireWritable(file: string, option: string): void {
  try {
    makeFolders(path.dirname(file));
    const there = statSync(file, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile() && !there.isDirectory()) return;
    closeSync(openSync(file, "a"));
    if (there === undefined) rmSync(file);
  } catch (cause) {
    throw new PushbenchError("output-not-writable", `Cannot write ${file}: ${(cause as Error).message}`, {
      hint: `Choose another file with ${option}.`,
      cause,
    });
  }
}
