import type { TemplateName } from "../events/templates.js";

/** One slice as generators and services are told of it. */
export interface SlicePlan {
  phase: Phase;
  /** Where the slice lies in the phase's window. */
  offsetNs: number;
  lengthNs: number;
  /** Events [from, to) of the phase's schedule. Both 0 in a closed loop. */
  from: number;
  to: number;
}

export const phases = ["warmUp", "measured"] as const;
export type Phase = (typeof phases)[number];

/** How long a slice may go on after its last event was due. */
export interface Patience {
  /** Without any progress. */
  quietMs: number;
  /** In all. */
  limitMs: number;
}

/** What every process of a round is told of the events. */
export interface EventSource {
  template: TemplateName;
  seed: number;
}
