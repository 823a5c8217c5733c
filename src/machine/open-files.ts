/** How many files a process may have open, and has. */
import { readdirSync, readFileSync, statSync } from "node:fs";

/**
 * How many open files one process may have: Node raises its soft limit to the hard one. Undefined where the system does not
 * tell.
 */
export function readOpenFilesLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[2];
    return limit === undefined || limit === "unlimited" ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}

/** How many a process has open, sockets included. Undefined where the system does not tell. */
export function openFilesOf(pid: number): number | undefined {
  const folder = `/proc/${pid}/fd`;
  try {
    return statSync(folder).size || readdirSync(folder).length; // kernels before 6.2 do not count them
  } catch {
    return undefined;
  }
}
