/**
 * The process of a service, wherever it runs: what the bench calls in it, and what it does to it and reads of it from outside. On this
 * machine it is a HostedService (hosted-service.ts); the worker of a fleet has the same beside it, and carries what is asked here.
 */
import type { Observations } from "../collectors/observations.js";
import type { HostSlice } from "../machine/host-watch.js";
import type { Usage } from "../machine/process-usage.js";
import type { CalledProcess } from "../processes/called-process.js";
import type { ServiceMethods } from "./service-entry.js";

/** What was seen of it while it was watched. */
export interface Watched {
  /** The CPU since then and the memory now. Absent: either end could not be read. */
  usage?: Usage;
  /** The most memory of all looks. */
  rssMaxBytes: number;
  /** What its host's CPUs did meanwhile. The bench looks at this machine's itself. */
  host?: HostSlice;
}

/** What is kept on its machine beside its own memory. */
export interface KeptBeside {
  /** By the kernel, for the connections and open files of the whole machine. */
  kernelBytes?: number;
  openFiles?: number;
}

export interface ServedProcess extends CalledProcess<ServiceMethods> {
  /** On the machine on which it runs. -1: it is not known yet, or could not be started. */
  readonly pid: number;
  /**
   * Looks at what it uses, now and every so often; and, where its host is another machine, at the CPUs there from just before
   * `hostFromNs` on. Undefined: not at these.
   */
  watch(everyMs: number, hostFromNs: number | undefined): Promise<void>;
  /** Looks a last time. */
  watched(): Promise<Watched>;
  keptBeside(): Promise<KeptBeside>;
  /** What was delivered between these times to it, or to one that it succeeds, as its journal has it: only where it was given one. */
  deliveredBetween(fromNs: number, untilNs: number): Promise<Observations>;
  /** A process that is gone gets none. */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Kills it as a crash would, and reports its death to nobody. Resolves when it is gone. */
  kill(): Promise<void>;
}
