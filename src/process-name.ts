/** Names the process that a note on disk is about. A pid alone does not: another process may have it by now. */
import { readFileSync } from "node:fs";

export interface ProcessName {
  pid: number;
  /** When the process began, in the kernel's ticks since boot. It is absent where there is no /proc. */
  startTicks?: number;
}

/** Place of the start time among the fields of /proc/PID/stat that follow the program's name (proc(5): field 22). */
const START_TICKS = 19;

export function processName(pid: number): ProcessName {
  const startTicks = startTicksOf(pid);
  return { pid, ...(startTicks !== undefined && { startTicks }) };
}

export function isRunning({ pid, startTicks }: ProcessName): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false; // EPERM: it is another user's
  }
  const now = startTicksOf(pid);
  return startTicks === undefined || now === undefined || now === startTicks;
}

function startTicksOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TICKS]);
  } catch {
    return undefined;
  }
}
