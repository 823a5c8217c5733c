/** What a service in several processes used in a slice. Its CPU is that of all of them and of the bus between them. */
import type { ProcessSample } from "../../machine/process-self.js";

/** One of its processes. "primary": it starts the others, and hands them their connections where they share a port. */
export interface ProcessUse {
  role: "primary" | "worker";
  pid: number;
  cpuNs: number;
  elapsedNs: number;
  eventLoopUtilisation: number;
}

/** What takes events from one process to the others. */
export interface BusUse {
  /** Its name and version. */
  software: string;
  cpuNs: number;
  /** Of its sockets, in this slice. */
  bytesRead: number;
  bytesWritten: number;
  /** At the end of the slice. */
  rssBytes: number;
}

export interface GroupSample extends ProcessSample {
  /** The primary first, then the workers by their numbers. */
  processes: ProcessUse[];
  bus?: BusUse;
}
