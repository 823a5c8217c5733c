/**
 * What a service of the self-test does to events, on purpose and by a known amount. It travels in the approach's settings, of
 * which drivers read only those that they know.
 */
import { exponentialStratumMs } from "./closed-forms.js";
import type { Freeze } from "./freeze.js";

export interface Behaviour {
  /** Every event is passed on this long after it came. */
  delayMs?: number;
  /** Event i of `events` is passed on after the exponential's (i / events)-quantile. */
  exponentialDelay?: { meanMs: number; events: number };
  freeze?: Freeze;
  /** How much CPU the process burns on each event, with all of its threads together. */
  burnCpuMs?: number;
  /** The service loses, doubles and holds back events as `treatmentOf` says. */
  faults?: true;
}

export type Treatment = "passed" | "lost" | "doubled" | "held back";

/**
 * Of 20 events 2 are lost, 1 is doubled and 1 is held back until its sender's next has gone. More are lost than doubled,
 * so that duplicates cannot stand in for what is missing when deliveries are only counted.
 */
export function treatmentOf(event: number): Treatment {
  const turn = event % 20;
  if (turn === 4 || turn === 14) return "lost";
  if (turn === 8) return "doubled";
  return turn === 16 ? "held back" : "passed";
}

/**
 * The step through the strata. It is large, so that each part of a run has long and short delays, and prime, so that it meets
 * all strata.
 */
const STRATUM_STEP = 7_919;

/** How long this event waits in the service. */
export function delayMsOf({ delayMs, exponentialDelay }: Behaviour, event: number): number {
  if (exponentialDelay === undefined) return delayMs ?? 0;
  const { meanMs, events } = exponentialDelay;
  return exponentialStratumMs(meanMs, (event * STRATUM_STEP) % events, events);
}
