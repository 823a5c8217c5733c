/** Where advice looks: the folder that is named, or else what this folder's reports/ has and what comes with pushbench. */
import { existsSync } from "node:fs";
import path from "node:path";
import { type Gathered, gather, nothing } from "../../advise/gather.js";
import type { Machine } from "../../result/machine.js";
import { rootOf } from "../../serve/walk.js";
import type { Environment } from "../environment.js";

export const OWN = "reports";
/** Below the package's folder. */
const SHIPPED = ["reports/examples", "docs/claims"];

export interface Places {
  /** Without links in its path; `prefix` stands before the names of its files. */
  folders: { root: string; prefix: string }[];
  /** Read behind "measurements in". */
  text: string;
}

/** Throws PushbenchError result-not-found. */
export function placesOf(
  { cwd, packageDirectory }: Pick<Environment, "cwd" | "packageDirectory">,
  named: string | undefined,
): Places {
  if (named !== undefined) return { folders: [{ root: rootOf(path.resolve(cwd, named)), prefix: "" }], text: named };
  const own = path.resolve(cwd, OWN);
  const folders = existsSync(own) ? [{ root: rootOf(own), prefix: "" }] : [];
  const roots = folders.map(({ root }) => root);
  for (const folder of SHIPPED) {
    const shipped = path.join(packageDirectory, folder);
    // Whoever works in pushbench's own folder has them among the own ones
    if (!existsSync(shipped) || roots.some((root) => isWithin(root, rootOf(shipped)))) continue;
    folders.push({ root: rootOf(shipped), prefix: `${folder}/` });
  }
  return { folders, text: `${OWN} and in what comes with pushbench` };
}

function isWithin(root: string, folder: string): boolean {
  const way = path.relative(root, folder);
  return way !== ".." && !way.startsWith(`..${path.sep}`);
}

/** All of it as if it lay in one folder. */
export async function gatherFrom({ folders }: Places, here: Machine): Promise<Gathered> {
  let all = nothing;
  for (const { root, prefix } of folders) {
    const found = await gather(root, here, prefix);
    all = {
      evidence: [...all.evidence, ...found.evidence],
      capacities: [...all.capacities, ...found.capacities],
      leftOut: [...all.leftOut, ...found.leftOut],
      unreadable: [...all.unreadable, ...found.unreadable],
      isCut: all.isCut || found.isCut,
    };
  }
  return all;
}
