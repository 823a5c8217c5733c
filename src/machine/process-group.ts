/**
 * CPU and memory of a process and all that it started, read from /proc: for a program that can tell nothing of itself.
 * The leader has a session of its own. What belongs to it is found by the session, and by parents for what left it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { type ProcessStat, parseProcessStat } from "./process-stat.js";
import type { Usage } from "./process-usage.js";

const BYTES_PER_KB = 1024;

/** Whether this system tells of processes what is asked here. */
export function canReadGroups(): boolean {
  return statOf(process.pid) !== undefined;
}

/** Pids of the leaders' groups, without the leaders; ended processes that nobody waited for are not in it. */
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

  /** The leader is not counted: it is the harness's keeper of the rest. */
  constructor(leader: number) {
    this.#leaders = new Set([leader]);
  }

  /** Looks who belongs to it now. Reads a file for every process of the machine, a few ms: not within a slice. */
  find(): readonly number[] {
    this.#members = groupMembers(this.#leaders);
    return this.#members;
  }

  /**
   * Of those that were found. A child that ended counts with the parent that waited for it, so that the sum goes on; with an
   * ended process that left its children to nobody its CPU is gone.
   */
  get cpuNs(): number {
    return this.#members.reduce((sum, pid) => {
      const stat = statOf(pid);
      return stat === undefined ? sum : sum + ownCpuNs(pid, stat) + stat.endedChildrenCpuNs;
    }, 0);
  }

  /** The resident sets of those that were found, added up: pages that several of them share count for each. */
  get rssBytes(): number {
    return this.#members.reduce((sum, pid) => sum + rssBytesOf(pid), 0);
  }

  /** Undefined when nothing of it is left. `hasTime`: to look for new members. */
  usage(hasTime: boolean): Usage | undefined {
    if (hasTime || this.#members.length === 0) this.find();
    return this.#members.length === 0 ? undefined : { cpuNs: this.cpuNs, rssBytes: this.rssBytes };
  }
}

/**
 * The scheduler counts in ns, but only for threads that live, and where the kernel was built to; stat counts all in steps of
 * 10 ms, rounded down. The greater is the better one: the difference is at most what stat rounds off.
 */
function ownCpuNs(pid: number, { cpuNs }: ProcessStat): number {
  let schedulerNs = 0;
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      schedulerNs += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]);
    }
  } catch {
    return cpuNs; // a thread ended while it was looked at, or the kernel does not tell
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
