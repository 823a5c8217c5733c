/** The machines of a fleet: they play the clients' side in the place of this machine's generators, and one may have the services. */
import type { CpuShares } from "./process-samples.js";

/** A worker that took part in some round. */
export interface HostRecord {
  worker: string;
  host: string;
  cpuModel: string;
  cpuCount: number;
  /** The CPUs to which its generator, or the services there, were pinned. Absent: they were not. */
  cpus?: number[];
  memoryBytes: number;
  operatingSystem: string;
  node: string;
}

/** What a worker played in one round. */
export interface HostPart {
  worker: string;
  /** 0 of the one that had the services. */
  clients: number;
  /** It had the services of the round. Absent: it had clients. */
  services?: true;
  /**
   * How far a time that it stamped may be from the truth, on the clock of the machine on which the services ran: where they ran on
   * another worker's, it is the sum of what is unknown of both. It is 0 where both read the same clock. Of the worker that had the
   * services, it is how far its own times may be from the truth on the coordinator's clock.
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

/** The worker that had the services. Undefined: they were on the coordinator's machine. */
export const servicesOn = (rounds: readonly FleetRound[]): string | undefined =>
  rounds.flatMap(({ hosts = [] }) => hosts).find(({ services }) => services)?.worker;
