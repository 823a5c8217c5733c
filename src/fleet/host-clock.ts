/** How far a worker's monotonic clock is from the coordinator's, and how well that is known. */
import { readFileSync, readlinkSync } from "node:fs";
import type { Clock } from "../clock.js";

export interface ClockEstimate {
  /** The worker's clock minus the coordinator's. */
  offsetNs: number;
  /** The truth is no further from `offsetNs` than that. */
  boundNs: number;
}

/** An estimate, and the moment of the coordinator's clock at which it holds. */
export interface ClockReading extends ClockEstimate {
  atNs: number;
}

export interface HostClock {
  read(): Promise<ClockReading>;
}

/** Coordinator and worker read the same clock. */
export const sameClock = (clock: Clock): HostClock => ({
  read: async () => ({ offsetNs: 0, boundNs: 0, atNs: clock() }),
});

const EXCHANGES = 8;

/**
 * Asks the worker for its time, several times, and believes the quickest answer: the worker read its clock at some moment between
 * question and answer, so the middle of them is wrong by half of that time at most, however unequal the ways there and back are.
 */
export const askedClock = (ask: () => Promise<number>, clock: Clock): HostClock => ({
  async read() {
    let best: ClockReading | undefined;
    for (let exchange = 0; exchange < EXCHANGES; exchange++) {
      const askedNs = clock();
      const workerNs = await ask();
      const answeredNs = clock();
      const boundNs = (answeredNs - askedNs) / 2;
      const atNs = askedNs + boundNs;
      if (best === undefined || boundNs < best.boundNs) best = { offsetNs: workerNs - atNs, boundNs, atNs };
    }
    return best!;
  },
});

/** When the worker's clock showed a time, by the coordinator's. Between two readings, one clock ran evenly faster than the other. */
export function coordinatorNsOf(before: ClockReading, after: ClockReading): (workerNs: number) => number {
  const rate = (after.offsetNs - before.offsetNs) / (after.atNs - before.atNs);
  return (workerNs) => before.atNs + (workerNs - before.offsetNs - before.atNs) / (1 + rate);
}

/**
 * Names this system's monotonic clock: that of a kernel since it was started, and within it that of a time namespace. Undefined
 * where the system does not tell.
 */
export function clockId(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/time")}`;
  } catch {
    return undefined;
  }
}
