/**
 * What a sender spares a recipient beyond this machine. It is left alone for as long as it asks (Retry-After), by all clients of a
 * process, and second attempts are spread, so that what was held back does not come at once.
 */
import { DueQueue } from "../due-queue.js";
import type { Failure } from "./retry-delay.js";

/** A recipient that asks for more is left alone for a day: no run is that long. */
const LONGEST_PAUSE_SECONDS = 86_400;

/** It stands in the place of a retrier's queue. */
export class Restraint {
  readonly #queue: DueQueue;
  readonly #spacingMs: number;
  #pausedUntilMs = 0;
  #nextTurnMs = 0;

  constructor(retriesPerSecond: number, queue = new DueQueue()) {
    this.#spacingMs = 1_000 / retriesPerSecond;
    this.#queue = queue;
  }

  /** A shorter pause does not end a longer one. */
  heard({ retryAfterSeconds = 0 }: Pick<Failure, "retryAfterSeconds">): void {
    if (retryAfterSeconds <= 0) return;
    const untilMs = this.#queue.nowMs + Math.min(retryAfterSeconds, LONGEST_PAUSE_SECONDS) * 1_000;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }

  get isPaused(): boolean {
    return this.#queue.nowMs < this.#pausedUntilMs;
  }

  /** Calls `attempt` after that time, when the pause is over and it is its turn. */
  after(delayMs: number, attempt: () => void): void {
    this.#queue.at(Math.max(this.#queue.nowMs + delayMs, this.#pausedUntilMs), () => {
      if (this.isPaused) {
        this.after(0, attempt); // it was asked for once more meanwhile
        return;
      }
      const turnMs = Math.max(this.#queue.nowMs, this.#nextTurnMs);
      this.#nextTurnMs = turnMs + this.#spacingMs;
      this.#queue.at(turnMs, attempt);
    });
  }

  /** Forgets what waits. */
  clear(): void {
    this.#queue.clear();
  }
}
