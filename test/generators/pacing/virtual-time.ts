import type { Clock } from "../../../src/clock.js";
import type { EventLoop } from "../../../src/generators/pacing/event-loop.js";
import type { AlarmThread } from "../../../src/generators/pacing/timer-thread.js";
import { msToNs, NS_PER_MS } from "../../../src/units.js";

/** What a busy machine does to those who wait. */
export interface Disorder {
  /** A turn of the event loop takes this long. */
  turnNs: number;
  /** Timers, and wake-ups by the thread, come this much too late. */
  oversleepNs: number;
  /** Timers count from the start of the turn in which they were set: this long ago. */
  staleNs: number;
}

/** A host whose clock moves only when something is waited for: an event loop with timers like Node's, and an alarm thread. */
export class VirtualTime {
  nowNs = 0;
  turns = 0;
  alarms = 0;
  readonly #disorder: Disorder;
  #waiting: { atNs: number; callback: () => void }[] = [];

  constructor(disorder: Partial<Disorder> = {}) {
    this.#disorder = { turnNs: 1_000, oversleepNs: 0, staleNs: 0, ...disorder };
  }

  readonly clock: Clock = () => this.nowNs;

  readonly eventLoop: EventLoop = {
    afterMs: (ms, callback) => {
      const { turnNs, oversleepNs, staleNs } = this.#disorder;
      const wholeNs = msToNs(Math.max(1, Math.trunc(ms)));
      const started = Math.floor((this.nowNs - staleNs) / NS_PER_MS) * NS_PER_MS;
      return this.#wait(Math.max(this.nowNs + turnNs, started + wholeNs + oversleepNs), callback);
    },
    nextTurn: (callback) => {
      this.turns++;
      this.#wait(this.nowNs + this.#disorder.turnNs, callback);
    },
  };

  readonly startThread = (rang: () => void): AlarmThread => {
    let callOff = (): void => {};
    return {
      set: (atNs) => {
        this.alarms++;
        callOff = this.#wait(atNs + this.#disorder.oversleepNs, rang);
      },
      close: async () => callOff(),
    };
  };

  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  /** Lets the next thing happen that somebody waits for. */
  step(): void {
    this.#waiting.sort((a, b) => a.atNs - b.atNs);
    const next = this.#waiting.shift()!;
    this.nowNs = Math.max(this.nowNs, next.atNs);
    next.callback();
  }

  #wait(atNs: number, callback: () => void): () => void {
    const one = { atNs, callback };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  }
}
