/**
 * A coarse clock: counts ticks, and lets its owner look after what waits at each. Events are stamped with the tick instead
 * of the time, because reading a clock for every event costs more than all the rest of remembering it.
 */
const TICKS_PER_TIMEOUT = 4;
const SHORTEST_TICK_MS = 10;

export class Ticker {
  /** Ticks since the start. */
  tick = 0;
  readonly #tickMs: number;
  readonly #timer: NodeJS.Timeout;

  /** Fine enough to tell when `timeoutSeconds` are over to a quarter. */
  constructor(timeoutSeconds: number, onTick: () => void) {
    this.#tickMs = Math.max(SHORTEST_TICK_MS, (timeoutSeconds * 1000) / TICKS_PER_TIMEOUT);
    this.#timer = setInterval(() => {
      this.tick++;
      onTick();
    }, this.#tickMs);
  }

  /** Whole ticks in that time, at least one. */
  ticksIn(seconds: number): number {
    return Math.ceil((seconds * 1000) / this.#tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
