/** How much more memory processes of this one's control group can have before the system ends one of them. */
import { readFileSync } from "node:fs";
import { type ControlGroups, type ReadOfGroup, smallestLimit } from "./control-groups.js";

export interface AvailableMemory {
  bytes: number;
  /** Whose limit that is. */
  limitedBy: "machine" | "control group";
}

/** Undefined where the system does not tell. */
export function availableMemory(
  groups?: ControlGroups,
  meminfo: () => string = () => readFileSync("/proc/meminfo", "utf8"),
): AvailableMemory | undefined {
  const ofMachine = freeOfMachine(meminfo);
  const ofGroup = freeOfGroups(groups);
  if (ofGroup !== undefined && ofGroup < (ofMachine ?? Number.POSITIVE_INFINITY))
    return { bytes: ofGroup, limitedBy: "control group" };
  return ofMachine === undefined ? undefined : { bytes: ofMachine, limitedBy: "machine" };
}

function freeOfMachine(meminfo: () => string): number | undefined {
  try {
    const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo())?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

/**
 * What files in the page cache take is given back when it is needed.
 * Source: Linux, Documentation/admin-guide/cgroup-v2.rst (memory.max) and cgroup-v1/memory.rst (memory.limit_in_bytes).
 */
const freeOfGroups = (groups?: ControlGroups): number | undefined =>
  smallestLimit(
    "memory",
    {
      unified: (read) => free(read, "memory.max", "memory.current", "inactive_file"),
      legacy: (read) => free(read, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    },
    groups,
  );

/** Of version 1, "no limit" is a number beyond any machine's memory. */
const NO_LIMIT_BYTES = 2 ** 60;

function free(read: ReadOfGroup, limitFile: string, usageFile: string, cached: string): number | undefined {
  const [limit, usage] = [Number.parseInt(read(limitFile) ?? "", 10), Number.parseInt(read(usageFile) ?? "", 10)];
  if (!(limit < NO_LIMIT_BYTES) || Number.isNaN(usage)) return undefined;
  const cachedBytes = Number(new RegExp(`^${cached} (\\d+)$`, "m").exec(read("memory.stat") ?? "")?.[1] ?? 0);
  return Math.max(0, limit - usage + cachedBytes);
}
