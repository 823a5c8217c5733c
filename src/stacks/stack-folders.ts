/** Where stacks lie: in the user's own ./stacks, and in the folder that is shipped with the package. */

import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { shownPath } from "../files/shown-path.js";
import { didYouMean } from "../nearest.js";
import { readStack, STACK_FILE, type Stack } from "./stack.js";

export interface StackPlaces {
  /** The first that has a stack's name wins. */
  directories: readonly string[];
  /** The folder at which the paths begin that a reader sees. */
  cwd: string;
}

export type StackListing = { name: string; stack: Stack } | { name: string; error: PushbenchError };

/** All stacks, sorted by name, those that cannot be read among them. */
export async function listStacks(places: StackPlaces): Promise<StackListing[]> {
  const folders = await stackFolders(places);
  return Promise.all([...folders.keys()].map((name) => listed(name, places)));
}

/** The stacks of these names in their order; all that there are where none is named. Throws PushbenchError stack-not-found. */
export async function namedStacks(names: readonly string[], places: StackPlaces): Promise<StackListing[]> {
  if (names.length === 0) return listStacks(places);
  return Promise.all([...new Set(names)].map((name) => listed(name, places)));
}

/** Throws PushbenchError stack-not-found, or stack-invalid. */
export async function stackOf(name: string, places: StackPlaces): Promise<Stack> {
  const folders = await stackFolders(places);
  const folder = folders.get(name);
  if (folder !== undefined) return readStack(folder, shownPath(path.join(folder, STACK_FILE), places.cwd));
  const known = [...folders.keys()];
  throw new PushbenchError("stack-not-found", `There is no stack "${name}".${didYouMean(name, known)}`, {
    hint:
      known.length === 0
        ? `No folder with a ${STACK_FILE} lies in ${places.directories.join(", ")}.`
        : `Available: ${known.join(", ")}.`,
  });
}

/** The names that can be given. */
export const stackNames = async (places: StackPlaces): Promise<string[]> => [...(await stackFolders(places)).keys()];

async function listed(name: string, places: StackPlaces): Promise<StackListing> {
  try {
    return { name, stack: await stackOf(name, places) };
  } catch (error) {
    if (!(error instanceof PushbenchError) || error.code !== "stack-invalid") throw error;
    return { name, error };
  }
}

async function stackFolders({ directories }: StackPlaces): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const directory of directories) {
    for (const name of await readdir(directory).catch(() => [])) {
      const folder = path.join(directory, name);
      const isStack = await stat(path.join(folder, STACK_FILE)).then(
        (file) => file.isFile(),
        () => false,
      );
      if (isStack && !folders.has(name)) folders.set(name, folder);
    }
  }
  return new Map([...folders].sort(([a], [b]) => a.localeCompare(b, "en")));
}
