/** The memory that a pacer shares with its thread: one side sets the alarm, the other sleeps until it is time. */
import type { Clock } from "../../clock.js";
import { nsToMs } from "../../units.js";

const STATE = 0;
const IDLE = 0;
const SET = 1;
const CLOSED = 2;

export class Alarm {
  /** Goes to the thread, which makes an Alarm of its own from it. */
  readonly memory: SharedArrayBuffer;
  readonly #state: Int32Array;
  readonly #atNs: Float64Array;

  constructor(memory = new SharedArrayBuffer(16)) {
    this.memory = memory;
    this.#state = new Int32Array(memory, 0, 1);
    this.#atNs = new Float64Array(memory, 8, 1);
  }

  /** Must not be called again before the alarm has gone off. */
  set(atNs: number): void {
    this.#atNs[0] = atNs;
    this.#become(SET);
  }

  close(): void {
    this.#become(CLOSED);
  }

  /**
   * Blocks the calling thread until a set alarm goes off (true) or the alarm is closed (false). Being woken means nothing
   * by itself: whoever sets the alarm stores first and notifies then, and may stand still between the two for so long
   * that the alarm has gone off and the notice wakes the next sleep.
   */
  sleep(clock: Clock): boolean {
    for (;;) {
      const state = Atomics.load(this.#state, STATE);
      if (state === CLOSED) return false;
      if (state === IDLE) {
        Atomics.wait(this.#state, STATE, IDLE);
        continue;
      }
      const sleepMs = nsToMs(this.#atNs[0]! - clock());
      // Unlike every timer of Node, Atomics.wait takes fractions of a millisecond. It does not sleep once closed.
      if (sleepMs > 0) Atomics.wait(this.#state, STATE, SET, sleepMs);
      else if (Atomics.compareExchange(this.#state, STATE, SET, IDLE) === SET) return true;
    }
  }

  #become(state: number): void {
    Atomics.store(this.#state, STATE, state);
    Atomics.notify(this.#state, STATE);
  }
}
