/**
 * A temporary folder that says whose it is: a process that is killed outright cannot remove its own, so the next one that
 * needs a folder does it.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Folders that were made later are left alone: where several machines' worth of processes (containers) share one temporary
 * directory, an owner may be alive and not be seen from here.
 */
const KEPT_MS = 3_600_000;

export interface ScratchFolder {
  readonly path: string;
  /** With all that is in it. May be called again. */
  remove(): void;
}

/** `purpose`: a word, for people who look into the temporary directory. */
export function scratchFolder(purpose: string, parent: string = tmpdir()): ScratchFolder {
  removeAbandoned(parent);
  const folder = mkdtempSync(path.join(parent, `pushbench-${purpose}-${process.pid}-`));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const OWNED = /^pushbench-\w+-(\d+)-\w{6}$/;

function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = OWNED.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const folder = path.join(parent, name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
    } catch {} // somebody else's, or just being removed by another run
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it is another user's
  }
}
