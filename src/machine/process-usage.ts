/**
 * CPU and memory of a process, seen from outside. This is the only import of pidusage. CPU has the kernel's resolution of 10
 * ms.
 */
import pidusage from "pidusage";
import { NS_PER_MS } from "../units.js";

// Where there is no getconf (a slim image) it takes what Linux has on nearly all machines, 100 ticks a second and pages of 4 KiB:
// and would print a stack about it.
process.env.PIDUSAGE_SILENT ??= "1";

export interface Usage {
  cpuNs: number;
  rssBytes: number;
}

/** The answer is undefined when the process is gone. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    const { ctime, memory } = await pidusage(pid);
    return { cpuNs: ctime * NS_PER_MS, rssBytes: memory };
  } catch {
    return undefined;
  }
}

/**
 * Reads what is watched. `hasTime` says that no slice is under way or about to begin, so that a search of a few ms disturbs
 * nothing.
 */
export type ReadUsage = (hasTime: boolean) => Promise<Usage | undefined>;

/** Follows one process. It takes samples of its own between the edges of a slice, so that short peaks of memory are seen. */
export class UsageWatch {
  readonly #readUsage: ReadUsage;
  #timer: NodeJS.Timeout | undefined;
  #begin: Usage | undefined;
  #isStopped = false;
  /** The most memory that was read since `begin`. */
  rssMaxBytes = 0;

  constructor(readUsage: ReadUsage) {
    this.#readUsage = readUsage;
  }

  async begin(everyMs: number): Promise<void> {
    this.rssMaxBytes = 0;
    this.#begin = await this.#read(false);
    if (this.#isStopped) return; // the round was broken off meanwhile, so nobody would end the timer
    this.#timer = setInterval(() => void this.#read(false), everyMs);
  }

  /** The CPU since `begin` and the memory now. It is undefined when either end could not be read. */
  async end(): Promise<Usage | undefined> {
    clearInterval(this.#timer);
    const end = await this.#read(true);
    const begin = this.#begin;
    return begin && end ? { cpuNs: Math.max(0, end.cpuNs - begin.cpuNs), rssBytes: end.rssBytes } : undefined;
  }

  /** Stops for good. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  async #read(hasTime: boolean): Promise<Usage | undefined> {
    const usage = await this.#readUsage(hasTime);
    if (usage) this.rssMaxBytes = Math.max(this.rssMaxBytes, usage.rssBytes);
    return usage;
  }
}
