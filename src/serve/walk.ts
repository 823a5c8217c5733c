/**
 * Finds what pages can be made of in a folder. Symbolic links are not followed, so nothing outside is ever found, and there are limits
 * to how much is looked at, because somebody may give "/".
 */
import { type Dirent, readdirSync, realpathSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { type Entry, type EntryFile, entryFiles } from "./entry.js";

export interface Found {
  entries: Entry[];
  /** There was more than is looked at. */
  isCut: boolean;
  /** Folders that the system does not let us read. */
  unreadable: number;
}

export interface WalkLimits {
  depth: number;
  folders: number;
}

/** A study's points lie three folders below reports/. */
const LIMITS: WalkLimits = { depth: 8, folders: 20_000 };
/** Folders that are read at the same time. */
const AT_ONCE = 16;
const LEFT_OUT = ["node_modules"];

/** The folder without links in its path. Throws PushbenchError result-not-found. */
export function rootOf(folder: string): string {
  try {
    const root = realpathSync(folder);
    readdirSync(root);
    return root;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? `There is no folder ${folder}.` : `${folder} cannot be read: ${message}`;
    throw new PushbenchError("result-not-found", why, {
      hint: "Give a folder that has results below it. A bench without --out writes to reports/.",
      cause,
    });
  }
}

interface Place {
  folder: string;
  depth: number;
  isInStudy: boolean;
}

export async function findEntries(root: string, limits = LIMITS): Promise<Found> {
  const found: Found = { entries: [], isCut: false, unreadable: 0 };
  const places: Place[] = [{ folder: "", depth: 0, isInStudy: false }];
  let next = 0;
  while (next < places.length) {
    const together = places.slice(next, next + AT_ONCE);
    next += together.length;
    for (const { entries, below, isUnreadable } of await Promise.all(together.map((place) => look(root, place)))) {
      found.entries.push(...entries);
      if (isUnreadable) found.unreadable++;
      for (const place of below) {
        if (place.depth > limits.depth || places.length >= limits.folders) found.isCut = true;
        else places.push(place);
      }
    }
  }
  return found;
}

interface Look {
  entries: Entry[];
  below: Place[];
  isUnreadable: boolean;
}

async function look(root: string, { folder, depth, isInStudy }: Place): Promise<Look> {
  let children: Dirent[];
  try {
    children = await readdir(path.join(root, folder), { withFileTypes: true });
  } catch {
    return { entries: [], below: [], isUnreadable: true };
  }
  const files = entryFiles.filter((name) => children.some((one) => one.name === name && one.isFile()));
  const entries = await Promise.all(
    files.map((file) => entryOf(root, { folder, file, isPart: isInStudy || file !== files[0] })),
  );
  const below = children
    .filter((one) => one.isDirectory() && !one.name.startsWith(".") && !LEFT_OUT.includes(one.name))
    .map(({ name }) => ({
      folder: folder === "" ? name : `${folder}/${name}`,
      depth: depth + 1,
      isInStudy: isInStudy || files.includes("study.json"),
    }));
  return { entries: entries.flatMap((one) => one ?? []), below, isUnreadable: false };
}

/** Undefined where it has gone meanwhile. */
async function entryOf(
  root: string,
  place: { folder: string; file: EntryFile; isPart: boolean },
): Promise<Entry | undefined> {
  try {
    const { size: bytes, mtimeMs: changedMs } = await lstat(path.join(root, place.folder, place.file));
    return { ...place, bytes, changedMs };
  } catch {
    return undefined;
  }
}
