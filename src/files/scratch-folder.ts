/**
 * A temporary folder whose name says whose it is. It is removed with its owner, however the owner ends (last-will.ts). Where even
 * that fails, for example because the machine goes down, the next process that needs a folder removes it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { removeFolderAfterUs } from "../last-will.js";

/**
 * Younger folders are left alone: where several containers share one temporary directory, an owner may be alive although it cannot
 * be seen from here.
 */
const KEPT_MS = 3_600_000;

export interface ScratchFolder {
  readonly path: string;
  /** Removes the folder with everything in it. It may be called again. */
  remove(): void;
}

/** `purpose` is a word for people who look into the temporary directory. Throws PushbenchError no-temporary-folder. */
export function scratchFolder(purpose: string, parent: string = tmpdir()): ScratchFolder {
  removeAbandoned(parent);
  const folder = make(path.join(parent, `pushbench-${purpose}-${process.pid}-`));
  const revoke = removeFolderAfterUs(folder);
  return {
    path: folder,
    remove() {
      rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
      revoke();
    },
  };
}

function make(prefix: string): string {
  try {
    return mkdtempSync(prefix);
  } catch (cause) {
    const { message } = cause as Error;
    throw new PushbenchError("no-temporary-folder", `No temporary folder can be made: ${message}`, {
      hint: "Let the environment variable TMPDIR name a folder that exists, can be written and has space.",
      cause,
    });
  }
}

/** Whether an error message names something in such a folder, of whichever process. */
export const isOfScratchFolder = (message: string): boolean => /\bpushbench-\w+-\d+-\w{6}\b/.test(message);

const OWNED = /^pushbench-\w+-(\d+)-\w{6}$/;

function removeAbandoned(parent: string): void {
  for (const name of namesIn(parent)) {
    const owner = OWNED.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const folder = path.join(parent, name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
    } catch {} // it belongs to somebody else, or another run is just removing it
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // the directory can be written but not listed (mode 1733), so nobody tidies up here
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it is another user's
  }
}
