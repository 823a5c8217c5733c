/** CPU and memory of any process, seen from outside: the one import of pidusage. CPU has the kernel's 10 ms resolution. */
import pidusage from "pidusage";
import { NS_PER_MS } from "../units.js";

export interface Usage {
  cpuNs: number;
  rssBytes: number;
}

/** Undefined when the process is gone. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    const { ctime, memory } = await pidusage(pid);
    return { cpuNs: ctime * NS_PER_MS, rssBytes: memory };
  } catch {
    return undefined;
  }
}

/** Follows one process: samples on its own between slices' edges so that short peaks of memory are seen. */
export class UsageWatch {
  #pid: number;
  #timer: NodeJS.Timeout | undefined;
  #begin: Usage | undefined;
  rssMaxBytes = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Looks at another process from the next `begin` on. */
  follow(pid: number): void {
    this.#pid = pid;
  }

  async begin(everyMs: number): Promise<void> {
    this.#begin = await this.#read();
    this.#timer = setInterval(() => void this.#read(), everyMs);
  }

  /** CPU since `begin` and the memory now; undefined when either end could not be read. */
  async end(): Promise<Usage | undefined> {
    this.stop();
    const end = await this.#read();
    const begin = this.#begin;
    return begin && end ? { cpuNs: end.cpuNs - begin.cpuNs, rssBytes: end.rssBytes } : undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #read(): Promise<Usage | undefined> {
    const usage = await usageOf(this.#pid);
    if (usage) this.rssMaxBytes = Math.max(this.rssMaxBytes, usage.rssBytes);
    return usage;
  }
}
