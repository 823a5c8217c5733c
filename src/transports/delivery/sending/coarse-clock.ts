/**
 * One timer for all time limits of a process's senders instead of one per request. Its own ticks are the clock: limits hold to within
 * two ticks, never early, and a process that was frozen does not time out all that it was about to read.
 */
export class CoarseClock {
  /** Milliseconds since the clock was made, whole ticks only. */
  nowMs = 0;
  readonly #timer: NodeJS.Timeout;

  /** `tick` is called with the time of the tick before: what is older than that by a limit has exceeded it. */
  constructor(shortestLimitMs: number, tick: (tickAgoMs: number) => void) {
    const tickMs = Math.max(10, Math.min(shortestLimitMs / 8, 1000));
    this.#timer = setInterval(() => {
      const tickAgoMs = this.nowMs;
      this.nowMs += tickMs;
      tick(tickAgoMs);
    }, tickMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
