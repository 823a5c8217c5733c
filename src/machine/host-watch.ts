/** What the host of a worker did in a slice, on the CPUs where its generator may run. It is read as the bench reads its own machine. */
import { NS_PER_US } from "../units.js";
import type { CpuTotals } from "./cpu-shares.js";
import { type ActivitySource, linux, MachineActivity } from "./machine-activity.js";

export interface HostTotals extends CpuTotals {
  /** What the worker's own process used, wherever that was. */
  workerNs: number;
  /** For how long somebody on the host had work and no CPU. It is absent where the kernel does not tell. */
  pressureNs?: number;
}

/** What a worker says of its host after a slice. */
export interface HostSlice {
  worker: string;
  /** Equal on hosts that share CPUs (host-resources.ts). Absent: unknown. */
  kernel?: string;
  /** Absent where the system does not tell. */
  totals?: HostTotals;
}

export class HostWatch {
  readonly #activity: MachineActivity<"generators">;
  readonly #source: ActivitySource;
  #pressureBeforeNs: number | undefined;

  /** `pids`: the run's own processes there, but for this one. */
  constructor(cpus: readonly number[], pids: readonly number[], source: ActivitySource = linux) {
    this.#activity = new MachineActivity({ generators: { cpus, pids } }, source);
    this.#source = source;
  }

  begin(): void {
    this.#pressureBeforeNs = this.#pressureNs();
    this.#activity.begin();
  }

  /** The answer is undefined where the system does not tell. */
  end(): HostTotals | undefined {
    this.#activity.end();
    const totals = this.#activity.totals();
    if (totals === undefined) return undefined;
    const [before, after] = [this.#pressureBeforeNs, this.#pressureNs()];
    return {
      ...{ ...totals.sides.generators, workerNs: totals.benchNs },
      ...(before !== undefined && after !== undefined && { pressureNs: after - before }),
    };
  }

  /** Source: Linux, Documentation/accounting/psi.rst ("some" of cpu, in µs since the kernel was started). */
  #pressureNs(): number | undefined {
    try {
      const us = /^some .*\btotal=(\d+)$/m.exec(this.#source.read("/proc/pressure/cpu"))?.[1];
      return us === undefined ? undefined : Number(us) * NS_PER_US;
    } catch {
      return undefined;
    }
  }
}
