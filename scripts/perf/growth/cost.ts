/** What one piece of work cost this process: time, and memory beyond that of the process before it had anything to do. */
import { readFileSync, writeFileSync } from "node:fs";
import { collectGarbage } from "../../../src/machine/memory-self.js";

export interface Cost {
  seconds: number;
  /** Of all threads: on a busy machine it is steadier than the time. */
  cpuSeconds: number;
  /** The most resident bytes while it worked, beyond those of the empty process. What it was given counts as well. */
  peakBytes: number;
  /** Objects and buffers that were left when it was done, beyond those of the empty process, after garbage was collected. */
  heldBytes: number;
}

const BYTES_PER_KB = 1_024;

export class EmptyProcess {
  readonly #rssBytes: number;
  readonly #heldBytes: number;

  /** To be made before the process has anything to do. */
  constructor() {
    collectGarbage();
    this.#rssBytes = statusBytes("VmRSS");
    this.#heldBytes = held();
  }

  async costOf<Value>(work: () => Value | Promise<Value>): Promise<Cost & { value: Value }> {
    collectGarbage();
    writeFileSync("/proc/self/clear_refs", "5"); // the peak begins anew: see proc(5)
    const beganMs = performance.now();
    const began = process.cpuUsage();
    const value = await work();
    const { user, system } = process.cpuUsage(began);
    const seconds = (performance.now() - beganMs) / 1e3;
    const peakBytes = statusBytes("VmHWM") - this.#rssBytes;
    collectGarbage();
    return { seconds, cpuSeconds: (user + system) / 1e6, peakBytes, heldBytes: held() - this.#heldBytes, value };
  }
}

function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A line of what the kernel says of a process, in bytes. */
export function statusBytes(name: "VmRSS" | "VmHWM", pid: number | "self" = "self"): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error(`the kernel does not tell ${name} of process ${pid}`);
  return Number(kilobytes) * BYTES_PER_KB;
}
