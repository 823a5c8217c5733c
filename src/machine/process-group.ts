/**
 * CPU and memory of a process and all that it started, read from /proc, for a program that cannot report anything itself. The
 * leader has a session of its own. Its members are found by that session, and by their parents if they left the session.
 */
import { readdirSync, readFileSync } from "node:fs";
import { type ProcessStat, parseProcessStat } from "./process-stat.js";
import type { Usage } from "./process-usage.js";

const BYTES_PER_KB = 1024;

/** Whether this system tells what is asked here about processes. */
export function canReadGroups(): boolean {
  return statOf(process.pid) !== undefined;
}

/** The pids of the leaders' groups without the leaders, and without ended processes for which nobody waited. */
export function groupMembers(leaders: ReadonlySet<number>): number[] {
  const all = new Map<number, ProcessStat>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
    if (stat) all.set(pid, stat);
  }
  const belongs = (pid: number): boolean => {
    const stat = all.get(pid);
    return stat !== undefined && (leaders.has(stat.session) || leaders.has(stat.parent) || belongs(stat.parent));
  };
  return [...all].filter(([pid, { state }]) => state !== "Z" && !leaders.has(pid) && belongs(pid)).map(([pid]) => pid);
}

export class ProcessGroup {
  readonly #leaders: ReadonlySet<number>;
  #members: number[] = [];

  /** The leader is not counted, because it is the keeper and so part of the harness. */
  constructor(leader: number) {
    this.#leaders = new Set([leader]);
  }

  /**
   * Finds the present members. It reads a file for every process of the machine, which takes a few ms, so it must not run
   * within a slice.
   */
  find(): readonly number[] {
    this.#members = groupMembers(this.#leaders);
    return this.#members;
  }

  /**
   * The CPU of the members that were found. A child that ended counts with the parent that waited for it, so the sum goes on. The CPU
   * of a process is lost when nobody waited for it.
   */
  get cpuNs(): number {
    return this.#members.reduce((sum, pid) => {
      const stat = statOf(pid);
      return stat === undefined ? sum : sum + ownCpuNs(pid, stat) + stat.endedChildrenCpuNs;
    }, 0);
  }

  /** The resident sets of the members that were found, added up. Pages that several of them share count for each. */
  get rssBytes(): number {
    return this.#members.reduce((sum, pid) => sum + rssBytesOf(pid), 0);
  }

  /** The answer is undefined when no member is left. `hasTime` allows it to look for new members. */
  usage(hasTime: boolean): Usage | undefined {
    if (hasTime || this.#members.length === 0) this.find();
    return this.#members.length === 0 ? undefined : { cpuNs: this.cpuNs, rssBytes: this.rssBytes };
  }
}

/**
 * The scheduler counts in ns, but only for living threads, and only where the kernel was built for that. stat counts everything in
 * steps of 10 ms, rounded down. The larger value is the better one, and differs from the truth by at most what stat rounds off.
 */
function ownCpuNs(pid: number, { cpuNs }: ProcessStat): number {
  let schedulerNs = 0;
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      schedulerNs += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]);
    }
  } catch {
    return cpuNs; // a thread ended while it was read, or the kernel does not tell
  }
  return Math.max(schedulerNs, cpuNs);
}

function rssBytesOf(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * BYTES_PER_KB;
  } catch {
    return 0; // it has ended
  }
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}
