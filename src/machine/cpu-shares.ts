/** From what was counted of some CPUs to the shares by which a round is judged. */
import type { CpuShares } from "../result/result.js";

/** What CPUs did over some time, or over several such times together. */
export interface CpuTotals {
  cpus: readonly number[];
  elapsedNs: number;
  idleNs: number;
  stealNs: number;
  /** The CPU that the run's own processes had there. */
  ownNs: number;
}

/** `othersNs`: what processes of the run had that may have been on these CPUs or not. What is left without it is foreign for certain. */
export function sharesOf({ cpus, elapsedNs, idleNs, stealNs, ownNs }: CpuTotals, othersNs: number): CpuShares {
  const capacityNs = elapsedNs * cpus.length;
  // The busy columns are not used: the kernel samples them at its ticks, while it measures idle time from edge to edge.
  const busyNs = Math.max(0, capacityNs - idleNs - stealNs);
  const foreignNs = Math.max(0, busyNs - ownNs - othersNs);
  return {
    busyRatio: busyNs / capacityNs,
    foreignRatio: foreignNs / capacityNs,
    stealRatio: stealNs / capacityNs,
  };
}
