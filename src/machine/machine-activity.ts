/**
 * What else used the CPUs of a run: their busy time without that of the run's own processes, and the time that the hypervisor took.
 * It is read from /proc, so only on Linux, and only where the run's processes are pinned, because otherwise nobody knows which
 * CPUs were theirs.
 */
import { readFileSync } from "node:fs";
import { monotonicNs } from "../clock.js";
import type { CpuShares } from "../result/result.js";
import { NS_PER_US } from "../units.js";
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
  /** The CPU that this process, the bench, has used. */
  benchCpuNs(): number;
}

const linux: ActivitySource = {
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
type Reading = Record<PinnedRole, Totals> & { atNs: number; benchNs: number };

/** Adds up the slices of a round, because the 10 ms of a tick would be too coarse for one slice. */
export class MachineActivity {
  readonly #sides: Record<PinnedRole, PinnedProcesses>;
  readonly #source: ActivitySource;
  #begun: Reading | undefined;
  #elapsedNs = 0;
  #benchNs = 0;
  readonly #sums: Record<PinnedRole, Totals> = { services: nothing(), generators: nothing() };

  constructor(sides: Record<PinnedRole, PinnedProcesses>, source: ActivitySource = linux) {
    this.#sides = sides;
    this.#source = source;
  }

  begin(): void {
    this.#begun = this.#read();
  }

  end(): void {
    const begun = this.#begun;
    const ended = begun && this.#read();
    if (!begun || !ended) return;
    this.#elapsedNs += ended.atNs - begun.atNs;
    this.#benchNs += ended.benchNs - begun.benchNs;
    for (const side of ["services", "generators"] as const) {
      for (const total of ["idleNs", "stealNs", "ownNs"] as const)
        this.#sums[side][total] += ended[side][total] - begun[side][total];
    }
  }

  /** One of the processes is gone, and its CPU time with it, so the slice that was begun does not count. */
  abandon(): void {
    this.#begun = undefined;
  }

  /** The answer is undefined where the system does not tell. */
  sample(): Record<PinnedRole, CpuShares> | undefined {
    if (this.#elapsedNs === 0) return undefined;
    return { services: this.#shares("services"), generators: this.#shares("generators") };
  }

  #shares(side: PinnedRole): CpuShares {
    const { idleNs, stealNs, ownNs } = this.#sums[side];
    const capacityNs = this.#elapsedNs * this.#sides[side].cpus.length;
    // The busy columns are not used: the kernel samples them at its ticks, while it measures idle time from edge to edge.
    const busyNs = Math.max(0, capacityNs - idleNs - stealNs);
    // The bench is not pinned and may have run on either side. What is left without it is foreign for certain.
    const foreignNs = Math.max(0, busyNs - ownNs - this.#benchNs);
    return {
      busyRatio: busyNs / capacityNs,
      foreignRatio: foreignNs / capacityNs,
      stealRatio: stealNs / capacityNs,
    };
  }

  #read(): Reading | undefined {
    const { services, generators } = this.#sides;
    if (services.cpus.length === 0 || generators.cpus.length === 0) return undefined;
    try {
      const stat = this.#source.read("/proc/stat");
      return {
        atNs: this.#source.nowNs(),
        benchNs: this.#source.benchCpuNs(),
        services: this.#totals(stat, services),
        generators: this.#totals(stat, generators),
      };
    } catch {
      return undefined;
    }
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
