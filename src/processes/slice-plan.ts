import type { TemplateName } from "../events/templates.js";

/** What generators and services are told about a slice. */
export interface SlicePlan {
  phase: Phase;
  /** Where the slice lies in the phase's window. */
  offsetNs: number;
  lengthNs: number;
  /** The slice has events [from, to) of the phase's schedule. Both are 0 in a closed loop. */
  from: number;
  to: number;
}

export const phases = ["warmUp", "measured"] as const;
export type Phase = (typeof phases)[number];

/** How long a slice may go on after its last event was due. */
export interface Patience {
  /** How long it may go on without any progress. */
  quietMs: number;
  /** How long it may go on in all. */
  limitMs: number;
}

/** What every process of a round is told about the events. */
export interface EventSource {
  template: TemplateName;
  seed: number;
}
