/** How much CPU a control group allows its processes. Containers and CI runners set such limits. */
import { readFileSync } from "node:fs";
import path from "node:path";

export interface ControlGroups {
  /** Where the groups are mounted. The default is the system's own place. */
  mount?: string;
  /** The file that says which groups this process is in. */
  membership?: string;
}

/**
 * The limit in CPUs: 1.5 is one and a half. It is the smallest limit of the process's group and all groups above it. It is undefined
 * where nothing limits the process, or where the system does not tell.
 * Source: Linux, Documentation/admin-guide/cgroup-v2.rst (cpu.max) and scheduler/sched-bwc.rst (cpu.cfs_quota_us).
 */
export function readCpuLimit({
  mount = "/sys/fs/cgroup",
  membership = "/proc/self/cgroup",
}: ControlGroups = {}): number | undefined {
  const limits = (read(membership) ?? "").split("\n").flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (group === undefined) return [];
    if (controllers === "") return withParents(group).map((one) => unified(path.join(mount, one)));
    if (!controllers!.split(",").includes("cpu")) return [];
    return withParents(group).map((one) => legacy(path.join(mount, "cpu", one)));
  });
  const known = limits.filter((limit) => limit !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Makes "/a/b", "/a" and "/" of "/a/b". */
function withParents(group: string): string[] {
  const parent = path.dirname(group);
  return parent === group ? [group] : [group, ...withParents(parent)];
}

function unified(folder: string): number | undefined {
  const [quota, period] = (read(path.join(folder, "cpu.max")) ?? "").trim().split(" ");
  return share(quota, period);
}

function legacy(folder: string): number | undefined {
  return share(read(path.join(folder, "cpu.cfs_quota_us")), read(path.join(folder, "cpu.cfs_period_us")));
}

/** "max" and −1 mean that there is no limit. */
function share(quota: string | undefined, period: string | undefined): number | undefined {
  const cpus = Number(quota) / Number(period);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
