/** What a round holds of its processes: the service, the generators, and the CPUs that either side ran on. */
import type { Verdict, VerdictReason } from "./verdicts.js";

export interface ServiceSample {
  /** Of an own service, its process group: CPU and memory are those of all processes in it, without its keeper. */
  pid: number;
  /** User + system CPU of the service process over its slices, read at their edges. */
  cpuNs: number;
  /** Another count of the same, from outside the process: pidusage's (10 ms resolution), of an own service the kernel's. */
  outsideCpuNs?: number;
  /** Share of one CPU over a slice without events, all clients connected: heartbeats, and the harness itself. Not in a gate's rounds. */
  idleCpuRatio?: number;
  /** RSS before clients connected, connected and idle, and the highest seen under load. */
  rssBeforeBytes: number;
  rssIdleBytes: number;
  /** The same at several numbers of clients, from 0. Absent in earlier results. */
  idleMemory?: IdleMemory[];
  rssLoadedBytes: number;
  rssMaxBytes: number;
  /** Share of the slices' time that the event loop was busy, 0…1. This and what follows: absent of an own service. */
  eventLoopUtilisation?: number;
  eventLoopDelayP99Ns?: number;
  garbageCollections?: number;
  garbageCollectionNs?: number;
}

/** What a service keeps while its clients are connected and nothing happens, after a garbage collection. */
export interface IdleMemory {
  clients: number;
  /** Of an own service nobody can ask for a garbage collection. */
  rssBytes: number;
  /** JavaScript objects and buffers within it. Absent of an own service. */
  heldBytes?: number;
}

export interface GeneratorSample {
  /** CPU of all generator processes over the approach's slices. */
  cpuNs: number;
  /** The busiest process's, as a share of one CPU. */
  cpuRatio: number;
  eventLoopUtilisation: number;
  /** p99 of the process's usual slice. Absent when slices were too short for it. */
  eventLoopDelayP99Ns?: number;
  /** Rate at which events began ÷ the rate asked for. This and the next: only where events begin in the generator when due. */
  achievedRateRatio?: number;
  /** Most events that were due and had not begun. */
  backlogEvents?: number;
  verdict: Verdict;
  /** Absent when nothing was at its limit. */
  verdictReason?: VerdictReason;
}

/** Shares of the time of the CPUs that one side is pinned to, 0…1. */
export interface CpuShares {
  /** By anyone. */
  busyRatio: number;
  /** By processes that are not the run's. */
  foreignRatio: number;
  /** Taken by the hypervisor. */
  stealRatio: number;
}
