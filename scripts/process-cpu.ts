import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { NS_PER_SECOND } from "../src/units.js";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

export interface ProcessCpu {
  /** In the program's own code, and in the kernel on its behalf. */
  userNs: number;
  systemNs: number;
}

/**
 * CPU of a process with all its threads as the kernel has it: the same for every contender, whatever it is written in. In
 * steps of a tick, usually 10 ms. Throws when the process is gone.
 */
export function processCpu(pid: number): ProcessCpu {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in the second field may hold anything; after its parenthesis the fields count from 3. See proc(5).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => (Number(fields[number - 3]) / TICKS_PER_SECOND) * NS_PER_SECOND;
  return { userNs: field(14), systemNs: field(15) };
}

/**
 * The same to the nanosecond, of the threads that there are now: those that have ended are missing. For a service whose threads all
 * last, over a window in which it uses little.
 */
export function processCpuNs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const [onCpuNs] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    return sum + Number(onCpuNs);
  }, 0);
}
