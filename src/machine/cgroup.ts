/** CPU and memory of a cgroup (version 2), which a container or a systemd unit has: the kernel itself adds its processes up. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { NS_PER_US } from "../units.js";
import type { Usage } from "./process-usage.js";

export class Cgroup {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The answer is undefined where there is no such cgroup. Its memory contains the files that its processes keep in the page cache. */
  usage(): Usage | undefined {
    const cpuUs = /^usage_usec (\d+)$/m.exec(this.#read("cpu.stat"))?.[1];
    const bytes = /^\d+$/m.exec(this.#read("memory.current"))?.[0];
    if (cpuUs === undefined || bytes === undefined) return undefined;
    return { cpuNs: Number(cpuUs) * NS_PER_US, rssBytes: Number(bytes) };
  }

  #read(name: string): string {
    try {
      return readFileSync(path.join(this.#folder, name), "utf8");
    } catch {
      return "";
    }
  }
}
