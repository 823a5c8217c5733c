/** CPU and memory of several processes together, read from /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { type ProcessStat, parseProcessStat } from "./process-stat.js";
import type { Usage } from "./process-usage.js";

const BYTES_PER_KB = 1024;

export class MeasuredProcesses {
  readonly #findMembers: () => number[];
  #members: number[] = [];

  constructor(findMembers: () => number[]) {
    this.#findMembers = findMembers;
  }

  /**
   * Finds the present members. It reads a file for every process of the machine, which takes a few ms, so it must not run
   * within a slice.
   */
  find(): readonly number[] {
    this.#members = this.#findMembers();
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

/** The answer is undefined when the process is gone, and where the system does not tell. */
export function statOf(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}
