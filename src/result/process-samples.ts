/** What a round records of its processes: the service, the generators, and the CPUs of either side. */
import type { Verdict, VerdictReason } from "./verdicts.js";

/** CPU and memory are absent where nobody knows which process the service is: of a service that was only named by its URL. */
export interface ServiceSample {
  /** Of an own service that a command started, it is the process group's: CPU and memory are those of all without the keeper. */
  pid?: number;
  /** The user and system CPU of the service process over its slices, read at their edges. */
  cpuNs?: number;
  /** The same, counted from outside the process: by pidusage (10 ms resolution), and of an own service by the kernel. */
  outsideCpuNs?: number;
  /**
   * The share of one CPU over a slice without events, with all clients connected. It contains heartbeats and the harness
   * itself. Rounds of a gate do not have it.
   */
  idleCpuRatio?: number;
  /** RSS before clients connected. RSS with idle clients, after the last slice, and the highest under load follow. */
  rssBeforeBytes?: number;
  rssIdleBytes?: number;
  /** The same at several numbers of clients, from 0. Earlier results do not have it. */
  idleMemory?: IdleMemory[];
  rssLoadedBytes?: number;
  rssMaxBytes?: number;
  /** The share of the slices' time in which the event loop was busy, 0…1. An own service has neither this nor what follows. */
  eventLoopUtilisation?: number;
  eventLoopDelayP99Ns?: number;
  garbageCollections?: number;
  garbageCollectionNs?: number;
  /**
   * Only of a service in several processes: the primary, then the workers. CPU, memory and collections above are then the sums of all,
   * `bus` included; the event loop is that of the busiest.
   */
  processes?: ProcessShare[];
  bus?: BusSample;
}

/** One process of a service in several. Imbalance shows in it. */
export interface ProcessShare {
  /** "primary": it starts the workers, and hands them their connections where they share a port. */
  role: "primary" | "worker";
  pid: number;
  /** Over the slices, as the process reported it. */
  cpuNs: number;
  /** Of one CPU. */
  cpuRatio: number;
  eventLoopUtilisation: number;
}

/** What took events from one process to the others, over the slices. */
export interface BusSample {
  /** Its name and version. */
  software: string;
  cpuNs: number;
  /** Of all its sockets. */
  bytesRead: number;
  bytesWritten: number;
  /** After the last slice. */
  rssBytes: number;
}

/** What a service keeps while its clients are connected and nothing happens, after a garbage collection. */
export interface IdleMemory {
  clients: number;
  /** RSS. An own service cannot be asked for a garbage collection first. */
  rssBytes: number;
  /** The JavaScript objects and buffers within it. An own service does not have it. */
  heldBytes?: number;
  /**
   * What the kernel keeps beside all processes for their connections and open files: of the whole machine, so of both ends of every
   * connection, and of others as well. Only differences of it mean something. Earlier results have neither this nor the next.
   */
  kernelBytes?: number;
  /** The service's own. */
  openFiles?: number;
}

/** What clients did over the measured slices that were connected and had nothing else to do. */
export interface IdleSample {
  clients: number;
  /** The time over which the service's CPU was counted. */
  serviceNs: number;
  /** The time over which bytes and heartbeats were counted, at the clients. */
  clientsNs: number;
  /** How many heartbeats of the service came. Absent: the transport has none. */
  heartbeats?: number;
  /** How many connections between clients and service were open at the end. */
  connectionsOpen: number;
}

export interface GeneratorSample {
  /** The CPU of all generator processes over the approach's slices. */
  cpuNs: number;
  /** The CPU of the busiest process, as a share of one CPU. */
  cpuRatio: number;
  eventLoopUtilisation: number;
  /** The p99 of the process's usual slice. It is absent when slices were too short for it. */
  eventLoopDelayP99Ns?: number;
  /**
   * The rate at which events began ÷ the rate that was asked for. This and the next exist only where events begin in the
   * generator when they are due.
   */
  achievedRateRatio?: number;
  /** The largest number of events that were due and had not begun. */
  backlogEvents?: number;
  verdict: Verdict;
  /** It is absent when nothing was at its limit. */
  verdictReason?: VerdictReason;
  /** Only of a fleet: the worker whose generator or host decided. It is absent where that was no worker alone. */
  verdictWorker?: string;
}

/** Shares of the time of the CPUs to which one side is pinned, 0…1. */
export interface CpuShares {
  /** The share in which anybody used them. */
  busyRatio: number;
  /** The share in which processes used them that are not the run's. */
  foreignRatio: number;
  /** The share that the hypervisor took. */
  stealRatio: number;
}
