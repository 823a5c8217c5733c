/**
 * What else used the CPUs of a run: their busy time without that of the run's own processes, and the time that the hypervisor took.
 * It is read from /proc, so only on Linux, and only where the run's processes are pinned, because otherwise nobody knows which
 * CPUs were theirs.
 */
import { readFileSync } from "node:fs";
import { monotonicNs } from "../clock.js";
import type { CpuShares } from "../result/result.js";
import { NS_PER_US } from "../units.js";
import { type CpuTotals, sharesOf } from "./cpu-shares.js";
import { NS_PER_TICK, parseProcessStat } from "./process-stat.js";

/** The processes of one role in a run, and the CPUs that they have to themselves. */
export interface PinnedProcesses {
  cpus: readonly number[];
  /** The run's own processes on these CPUs. */
  pids: readonly number[];
}
export type PinnedRole = "services" | "generators";

/** What is asked of the machine. Tests answer in its place. */
export interface ActivitySource {
  nowNs(): number;
  /** The text of a file. Throws where there is no such file. */
  read(path: string): string;
  /** The CPU that this process, the bench or a worker of a fleet, has used. */
  benchCpuNs(): number;
}

export const linux: ActivitySource = {
  nowNs: monotonicNs,
  read: (path) => readFileSync(path, "utf8"),
  benchCpuNs() {
    const { user, system } = process.cpuUsage();
    return (user + system) * NS_PER_US;
  },
};

/** Totals since boot. Only the difference of two of them means something. */
interface Totals {
  idleNs: number;
  stealNs: number;
  ownNs: number;
}
interface Reading<Role extends string> {
  atNs: number;
  benchNs: number;
  sides: Record<Role, Totals>;
}

/** Of all slices so far. */
export interface ActivityTotals<Role extends string = PinnedRole> {
  /** What this process used itself. It is not pinned, so nobody knows where. */
  benchNs: number;
  sides: Record<Role, CpuTotals>;
}

/** Adds up the slices of a round, because the 10 ms of a tick would be too coarse for one slice. */
export class MachineActivity<Role extends string = PinnedRole> {
  readonly #sides: Record<Role, PinnedProcesses>;
  readonly #roles: readonly Role[];
  readonly #source: ActivitySource;
  #begun: Reading<Role> | undefined;
  #elapsedNs = 0;
  #benchNs = 0;
  readonly #sums: Record<Role, Totals>;

  constructor(sides: Record<Role, PinnedProcesses>, source: ActivitySource = linux) {
    this.#sides = sides;
    this.#roles = Object.keys(sides) as Role[];
    this.#source = source;
    this.#sums = this.#bySide(nothing);
  }

  begin(): void {
    this.#begun = this.#read();
  }

  end(): void {
    const begun = this.#begun;
    const ended = begun && this.#read();
    this.#begun = undefined;
    if (!begun || !ended) return;
    this.#elapsedNs += ended.atNs - begun.atNs;
    this.#benchNs += ended.benchNs - begun.benchNs;
    for (const side of this.#roles) {
      for (const total of ["idleNs", "stealNs", "ownNs"] as const)
        this.#sums[side][total] += ended.sides[side][total] - begun.sides[side][total];
    }
  }

  /** One of the processes is gone, and its CPU time with it, so the slice that was begun does not count. */
  abandon(): void {
    this.#begun = undefined;
  }

  /** The answer is undefined where the system does not tell. */
  sample(): Record<Role, CpuShares> | undefined {
    const totals = this.totals();
    return totals && this.#bySide((side) => sharesOf(totals.sides[side], totals.benchNs));
  }

  /** What the shares are computed from. The answer is undefined where the system does not tell. */
  totals(): ActivityTotals<Role> | undefined {
    const elapsedNs = this.#elapsedNs;
    if (elapsedNs === 0) return undefined;
    const sides = this.#bySide((side) => ({ cpus: this.#sides[side].cpus, elapsedNs, ...this.#sums[side] }));
    return { benchNs: this.#benchNs, sides };
  }

  #read(): Reading<Role> | undefined {
    if (this.#roles.some((side) => this.#sides[side].cpus.length === 0)) return undefined;
    try {
      const stat = this.#source.read("/proc/stat");
      return {
        atNs: this.#source.nowNs(),
        benchNs: this.#source.benchCpuNs(),
        sides: this.#bySide((side) => this.#totals(stat, this.#sides[side])),
      };
    } catch {
      return undefined;
    }
  }

  #bySide<Value>(make: (side: Role) => Value): Record<Role, Value> {
    return Object.fromEntries(this.#roles.map((side) => [side, make(side)])) as Record<Role, Value>;
  }

  #totals(stat: string, { cpus, pids }: PinnedProcesses): Totals {
    const sum = nothing();
    for (const cpu of cpus) {
      const { idleNs, stealNs } = cpuTotals(stat, cpu);
      sum.idleNs += idleNs;
      sum.stealNs += stealNs;
    }
    for (const pid of pids) {
      const { cpuNs, endedChildrenCpuNs } = parseProcessStat(this.#source.read(`/proc/${pid}/stat`));
      sum.ownNs += cpuNs + endedChildrenCpuNs;
    }
    return sum;
  }
}

const nothing = (): Totals => ({ idleNs: 0, stealNs: 0, ownNs: 0 });

/** Reads a line of /proc/stat: "cpu0 user nice system idle iowait irq softirq steal …". */
function cpuTotals(stat: string, cpu: number): Pick<Totals, "idleNs" | "stealNs"> {
  const columns = new RegExp(`^cpu${cpu} (.*)$`, "m").exec(stat)?.[1]?.split(" ").map(Number);
  const [user, , , idle, iowait, , , steal] = columns ?? [];
  // Sandboxes that imitate /proc answer with zeros.
  if (!user || idle === undefined || iowait === undefined || steal === undefined)
    throw new Error(`the system does not count what CPU ${cpu} does`);
  return { idleNs: (idle + iowait) * NS_PER_TICK, stealNs: steal * NS_PER_TICK };
}
