/**
 * The clock of a worker's host, through the slices of a round. Workers that read one and the same clock share it: between their times
 * nothing is unknown then, however well the clock itself is known.
 */
import type { Observations } from "../../collectors/observations.js";
import { type ClockReading, clockLine } from "../clock/clock-offset.js";
import { lost, type RemoteWorker } from "./remote-worker.js";
import { toCoordinatorTime } from "./translate.js";

export class SliceClock {
  /** Whichever of its workers came first is asked, and named in errors. */
  readonly #worker: RemoteWorker;
  #before: ClockReading | undefined;
  /** What was seen since the slice began, with the clock's own times. */
  #seen: Observations[] = [];
  /** The widest of all slices, in their middle, where it is widest. Undefined before the first. */
  boundNs: number | undefined;

  constructor(worker: RemoteWorker) {
    this.#worker = worker;
  }

  /** Throws PushbenchError clock-unknown. */
  async beginSlice(): Promise<void> {
    this.#seen = [];
    this.#before = await this.#worker.hostClock.read();
  }

  /** They become times of the coordinator when the slice is over. */
  saw(observations: Observations): void {
    this.#seen.push(observations);
  }

  /** Throws PushbenchError clock-unknown, and fleet-worker-lost where the clock did not keep time. */
  async endSlice(): Promise<void> {
    const before = this.#before;
    if (before === undefined) return;
    const after = await this.#worker.hostClock.read();
    const line = clockLine(before, after);
    if (line === undefined)
      throw lost(this.#worker.name, "has a clock that was set, or that stood still, during a slice");
    const { boundNs } = line.estimateAt((before.atNs + after.atNs) / 2);
    const { hasOwnClock } = this.#worker;
    this.boundNs = Math.max(this.boundNs ?? 0, hasOwnClock ? boundNs : 0);
    if (hasOwnClock) for (const one of this.#seen) toCoordinatorTime(one, (ns) => line.coordinatorNsOf(ns));
    this.#seen = [];
  }

  /** What it will show then, as far as the last reading tells. */
  async timeAt(coordinatorNs: number): Promise<number> {
    this.#before ??= await this.#worker.hostClock.read();
    return coordinatorNs + this.#before.offsetNs;
  }
}
