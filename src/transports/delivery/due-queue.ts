/** Things to do later, any number of them on one timer. */
import { Heap } from "../../heap.js";

/** The clock and the timer it runs on; tests bring their own. */
export interface Timer {
  /** Never goes back. */
  nowMs(): number;
  /** Returns what calls it off. */
  wake(delayMs: number, callback: () => void): () => void;
}

/** setTimeout takes longer delays for no delay at all. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

const realTimer: Timer = {
  nowMs: () => performance.now(),
  wake(delayMs, callback) {
    const timeout = setTimeout(callback, Math.min(Math.ceil(delayMs), LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timeout);
  },
};

interface Due {
  atMs: number;
  /** Of two that are due at the same time the earlier added goes first. */
  order: number;
  run: () => void;
}

const byTime = (a: Due, b: Due): number => a.atMs - b.atMs || a.order - b.order;

export class DueQueue {
  readonly #timer: Timer;
  #waiting = new Heap<Due>([], byTime);
  #added = 0;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #callOff: () => void = () => {};

  constructor(timer: Timer = realTimer) {
    this.#timer = timer;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** The time by which `at` counts. */
  get nowMs(): number {
    return this.#timer.nowMs();
  }

  /** Calls `run` after `delayMs`, never earlier and never from inside `after`. */
  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run);
  }

  /** Calls `run` at that time, in the order of adding where several have the same. */
  at(atMs: number, run: () => void): void {
    const due = { atMs, order: this.#added++, run };
    this.#waiting.push(due);
    if (due.atMs < this.#wakesAtMs) this.#wakeFor(due);
  }

  /** Forgets everything. */
  clear(): void {
    this.#waiting = new Heap<Due>([], byTime);
    this.#callOff();
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
  }

  #wakeFor({ atMs }: Due): void {
    this.#callOff();
    this.#wakesAtMs = atMs;
    this.#callOff = this.#timer.wake(Math.max(0, atMs - this.#timer.nowMs()), () => {
      const nowMs = this.#timer.nowMs();
      this.#runWhile((due) => due.atMs <= nowMs);
    });
  }

  #runWhile(isDue: (due: Due) => boolean): void {
    this.#callOff();
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    for (let first = this.#waiting.peek(); first !== undefined && isDue(first); first = this.#waiting.peek()) {
      this.#waiting.pop();
      first.run();
    }
    const next = this.#waiting.peek();
    if (next !== undefined && next.atMs < this.#wakesAtMs) this.#wakeFor(next);
  }
}
