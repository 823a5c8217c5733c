/** Two clocks whose offset is known at any moment: the oracle of what is estimated. */
import type { ClockExchange } from "../../../src/fleet/clock/clock-offset.js";

export interface WorkerClock {
  /** By how much it is ahead at 0, in ns. */
  shiftNs: number;
  /** How much faster it runs, as a ratio. */
  drift: number;
  /** By how much its rate leaves that mean: up for half a period, down for the other half. */
  wander?: { ratio: number; periodNs: number };
}

/** The worker's clock minus the coordinator's, when the coordinator's shows `atNs`. */
export function trueOffsetNs({ shiftNs, drift, wander }: WorkerClock, atNs: number): number {
  const steady = shiftNs + drift * atNs;
  if (wander === undefined) return steady;
  const phase = ((atNs % wander.periodNs) + wander.periodNs) % wander.periodNs;
  return steady + wander.ratio * Math.min(phase, wander.periodNs - phase);
}

export interface Ways {
  outNs: number;
  heldNs: number;
  backNs: number;
}

/** The stamps of a question that is asked at `atNs` and takes these times, by the coordinator's clock. */
export function exchangeAt(clock: WorkerClock, atNs: number, { outNs, heldNs, backNs }: Ways): ClockExchange {
  const workerAt = (ns: number): number => ns + trueOffsetNs(clock, ns);
  return {
    sentNs: atNs,
    receivedNs: workerAt(atNs + outNs),
    answeredNs: workerAt(atNs + outNs + heldNs),
    returnedNs: atNs + outNs + heldNs + backNs,
  };
}
