/** A folder that only one run writes to. Two runs at the same time never share one, whatever the clock says. */
import { mkdirSync, readlinkSync, rmdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { isRunning, type ProcessName, processName } from "../process-name.js";
import { intoFolder } from "./into-folder.js";

/** A symbolic link to nowhere, whose target names the process that writes to the folder. */
const LOCK = ".pushbench-writes-here";
/**
 * The codes of file systems without symbolic links, such as FAT. There, nothing keeps a second run with the same --out away.
 */
const LINKLESS = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"];
/** How many runs may begin within one second and want the same name. More would be a defect of whoever starts them. */
const MOST_NAMESAKES = 1_000;

export interface OutputFolder {
  readonly path: string;
  /** From now on another run may write to the folder. New folders that got nothing are removed. It may be called again. */
  release(): void;
}

/**
 * Takes exactly this folder, which is made if necessary. Throws output-not-writable, or output-in-use while another run
 * writes to it.
 */
export function claimFolder(folder: string): OutputFolder {
  return claim(
    folder,
    intoFolder(folder, () => makeFolders(folder)),
  );
}

/** `made` are the folders that were made for it, from the outermost to the folder itself. */
function claim(folder: string, made: readonly string[]): OutputFolder {
  const lock = path.join(folder, LOCK);
  for (;;) {
    if (intoFolder(folder, () => take(lock))) return claimed(folder, lock, made);
    const owner = ownerOf(lock);
    if (owner !== undefined && isRunning(owner)) {
      throw new PushbenchError("output-in-use", `Another run (pid ${owner.pid}) is writing to ${folder}.`, {
        hint: "Give each run a folder of its own with --out, or leave --out out.",
      });
    }
    intoFolder(folder, () => rmSync(lock, { force: true })); // its run was killed
  }
}

/** A name for newFolder, exact to the second. A clock does not promise that nobody else has it. */
export const folderTime = (now: Date): string => now.toISOString().replaceAll(":", "-").replace(/\..*/, "");

/** Makes a folder that no run has had: `parent/name`, or `parent/name-2`, … where that is taken. Throws output-not-writable. */
export function newFolder(parent: string, name: string): OutputFolder {
  const made = intoFolder(parent, () => makeFolders(parent));
  for (let n = 1; n <= MOST_NAMESAKES; n++) {
    const folder = path.join(parent, n === 1 ? name : `${name}-${n}`);
    if (intoFolder(folder, () => make(folder))) return claim(folder, [...made, folder]);
  }
  throw new PushbenchError("output-not-writable", `${parent} has ${MOST_NAMESAKES} folders called ${name} already.`);
}

/**
 * As `mkdir -p`. Node's own never ends where a file system takes no folders and says ENOENT, as /proc does.
 * Returns those that it made, the outermost first. Throws the system's error.
 */
export function makeFolders(folder: string): string[] {
  if (isFolder(folder)) return [];
  const parent = path.dirname(folder);
  const made = parent === folder ? [] : makeFolders(parent);
  if (make(folder)) made.push(folder);
  else if (!isFolder(folder)) mkdirSync(folder); // a file is in the way: the system says it best
  return made;
}

/** Returns false if something of that name was already there. */
function make(folder: string): boolean {
  return isNew(() => mkdirSync(folder));
}

/** A link has its target from its first moment, so no other run ever reads half a name. */
function take(lock: string): boolean {
  try {
    return isNew(() => symlinkSync(JSON.stringify(processName(process.pid)), lock));
  } catch (error) {
    if (LINKLESS.includes((error as NodeJS.ErrnoException).code ?? "")) return true;
    throw error;
  }
}

function isNew(create: () => void): boolean {
  try {
    create();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function claimed(folder: string, lock: string, made: readonly string[]): OutputFolder {
  let isHeld = true;
  return {
    path: folder,
    release() {
      if (!isHeld) return;
      isHeld = false;
      try {
        rmSync(lock, { force: true });
        for (const one of made.toReversed()) rmdirSync(one); // this works only while it is empty
      } catch {}
    },
  };
}

function ownerOf(lock: string): ProcessName | undefined {
  try {
    return JSON.parse(readlinkSync(lock)) as ProcessName;
  } catch {
    return undefined; // it was just removed, or is not ours
  }
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}
