/** What this study asks of every peer, and what each answers. */

export interface Load {
  connections: number;
  seconds: number;
  /** Absent: a closed loop, one event per connection at a time. */
  perSecond?: number;
}

export interface Found {
  perSecond: number;
  /** Of the service, all of its threads. */
  cpuUsPerEvent: number;
  /** From an event's sending (pushbench: from when it was due) to its acknowledgement. */
  latencyP50Ms: number;
  latencyP99Ms: number;
}

export const CONNECTIONS = 20;
export const MEASURE_SECONDS = 3;
