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

/** How many these processes have open together, sockets included. Undefined where the system does not tell of each. */
export function openFilesOf(pids: readonly number[]): number | undefined {
  try {
    return pids.length === 0 ? undefined : pids.reduce((sum, pid) => sum + openIn(`/proc/${pid}/fd`), 0);
  } catch {
    return undefined;
  }
}

/** Kernels before 6.2 do not count them. */
const openIn = (folder: string): number => statSync(folder).size || readdirSync(folder).length;
