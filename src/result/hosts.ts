/** The machines of a fleet, which play the clients' side in the place of this machine's generators. */
import type { CpuShares } from "./process-samples.js";

/** A worker that took part in some round. */
export interface HostRecord {
  worker: string;
  host: string;
  cpuModel: string;
  cpuCount: number;
  /** The CPUs to which its generator was pinned. Absent: it was not. */
  cpus?: number[];
  memoryBytes: number;
  operatingSystem: string;
  node: string;
}

/** What a worker played in one round. */
export interface HostPart {
  worker: string;
  clients: number;
  /**
   * How far a time that it stamped may be from the truth, on the clock of the machine on which the services ran. It is 0 where both
   * read the same clock.
   */
  clockBoundNs?: number;
}

/** Who used the CPUs on which a worker's generator may run, in the slices of one approach. */
export interface HostCpus extends CpuShares {
  worker: string;
  /** The share of the time in which somebody on that host had work and no CPU. It is absent where its kernel does not tell. */
  pressureRatio?: number;
}

/** What a round on a fleet has besides. */
export interface FleetRound {
  /** What each worker played, in the order of the segments. Absent: generators of this machine played all. */
  hosts?: HostPart[];
  /** Why it was played again, if it was: a worker was lost, and nothing of the first attempt is in the figures. */
  replayedFor?: string;
}
