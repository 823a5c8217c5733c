import type { Clock } from "../../clock.js";
import type { EventLoop } from "./event-loop.js";

/**
 * Waits without sleeping: turns the event loop until the time has come. Sockets are served at every turn, so what
 * arrives meanwhile neither waits nor is stamped late, as it would be in a busy loop.
 */
export class Turning {
  readonly #clock: Clock;
  readonly #loop: EventLoop;
  #dueNs = 0;
  #wake: (() => void) | undefined;
  readonly #turn = (): void => {
    if (this.#wake === undefined) return;
    if (this.#clock() < this.#dueNs) {
      this.#loop.nextTurn(this.#turn);
      return;
    }
    const wake = this.#wake;
    this.#wake = undefined;
    wake();
  };

  constructor(clock: Clock, loop: EventLoop) {
    this.#clock = clock;
    this.#loop = loop;
  }

  /** Calls `wake` at the first turn of the loop at or after `dueNs`, but not in the present turn. */
  until(dueNs: number, wake: () => void): void {
    this.#dueNs = dueNs;
    this.#wake = wake;
    this.#loop.nextTurn(this.#turn);
  }

  stop(): void {
    this.#wake = undefined;
  }
}
