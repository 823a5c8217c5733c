/** What each process of a service in several used over the slices, and the bus between them. */
import type { BusSample, ProcessShare } from "../../result/process-samples.js";
import type { BusUse, GroupSample } from "./group-sample.js";

export class GroupUse {
  readonly #processes: { role: ProcessShare["role"]; pid: number; cpuNs: number; elapsedNs: number; busyNs: number }[] =
    [];
  #bus: BusUse | undefined;

  add({ processes, bus }: Pick<GroupSample, "processes" | "bus">): void {
    for (const [i, { role, pid, cpuNs, elapsedNs, eventLoopUtilisation }] of processes.entries()) {
      this.#processes[i] ??= { role, pid, cpuNs: 0, elapsedNs: 0, busyNs: 0 };
      const sum = this.#processes[i];
      sum.cpuNs += cpuNs;
      sum.elapsedNs += elapsedNs;
      sum.busyNs += eventLoopUtilisation * elapsedNs;
    }
    if (bus === undefined) return;
    const before = this.#bus ?? { cpuNs: 0, bytesRead: 0, bytesWritten: 0 };
    this.#bus = {
      ...bus,
      cpuNs: before.cpuNs + bus.cpuNs,
      bytesRead: before.bytesRead + bus.bytesRead,
      bytesWritten: before.bytesWritten + bus.bytesWritten,
    };
  }

  get processes(): ProcessShare[] {
    return this.#processes.map(({ role, pid, cpuNs, elapsedNs, busyNs }) => ({
      ...{ role, pid, cpuNs },
      cpuRatio: cpuNs / elapsedNs,
      eventLoopUtilisation: busyNs / elapsedNs,
    }));
  }

  get bus(): BusSample | undefined {
    return this.#bus;
  }

  /** What the verdict asks for: a process has one main thread, and the others cannot help it. */
  get busiest(): { cpuRatio: number; eventLoopUtilisation: number } {
    const all = this.processes;
    return {
      cpuRatio: Math.max(...all.map(({ cpuRatio }) => cpuRatio)),
      eventLoopUtilisation: Math.max(...all.map(({ eventLoopUtilisation }) => eventLoopUtilisation)),
    };
  }
}
