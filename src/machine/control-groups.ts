/** The control groups of this process and all groups above them: each of them may limit it. */
import { readFileSync } from "node:fs";
import path from "node:path";

export interface ControlGroups {
  /** Where the groups are mounted. The default is the system's own place. */
  mount?: string;
  /** The file that says which groups this process is in. */
  membership?: string;
}

/** Reads a file of a group. Undefined where it is not there. */
export type ReadOfGroup = (file: string) => string | undefined;

/** What a group allows, in its version of control groups. Undefined: it sets no limit. */
export interface LimitOfGroup {
  /** Version 2. */
  unified(read: ReadOfGroup): number | undefined;
  /** Version 1. */
  legacy(read: ReadOfGroup): number | undefined;
}

/** The smallest of what all the groups allow of what that controller of version 1 controls. Undefined where none sets a limit. */
export function smallestLimit(
  controller: string,
  { unified, legacy }: LimitOfGroup,
  { mount = "/sys/fs/cgroup", membership = "/proc/self/cgroup" }: ControlGroups = {},
): number | undefined {
  const limits = (read(membership) ?? "").split("\n").flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (group === undefined) return [];
    const below = (root: string) => withParents(group).map((one) => inFolder(path.join(root, one)));
    if (controllers === "") return below(mount).map(unified);
    return controllers!.split(",").includes(controller) ? below(path.join(mount, controller)).map(legacy) : [];
  });
  const known = limits.filter((limit) => limit !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

const inFolder =
  (folder: string): ReadOfGroup =>
  (file) =>
    read(path.join(folder, file));

/** Makes "/a/b", "/a" and "/" of "/a/b". */
function withParents(group: string): string[] {
  const parent = path.dirname(group);
  return parent === group ? [group] : [group, ...withParents(parent)];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
