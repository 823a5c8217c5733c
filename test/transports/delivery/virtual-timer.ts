import assert from "node:assert/strict";
import type { Timer } from "../../../src/transports/delivery/due-queue.js";

/** Time that passes when the test says so. */
export class VirtualTimer implements Timer {
  now = 0;
  timers = 0;
  #pending: { atMs: number; callback: () => void } | undefined;

  nowMs = (): number => this.now;

  wake(delayMs: number, callback: () => void): () => void {
    assert.equal(this.#pending, undefined, "one timer for all");
    this.timers++;
    const pending = { atMs: this.now + delayMs, callback };
    this.#pending = pending;
    return () => {
      if (this.#pending === pending) this.#pending = undefined;
    };
  }

  /** `earlyMs`: how much too early the system's timer fires. */
  advance(toMs: number, earlyMs = 0): void {
    while (this.#pending && this.#pending.atMs - earlyMs <= toMs) {
      const { atMs, callback } = this.#pending;
      this.#pending = undefined;
      this.now = Math.max(this.now, atMs - earlyMs);
      callback();
      if (earlyMs > 0) this.now += earlyMs;
    }
    this.now = Math.max(this.now, toMs);
  }

  get idle(): boolean {
    return this.#pending === undefined;
  }
}
