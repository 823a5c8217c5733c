/** The lanes in the order in which they are due, and one pacer that wakes for the first of them. */
import type { Clock } from "../clock.js";
import type { Pacer } from "../generators/pacing/pacer.js";
import { Heap } from "../heap.js";

export interface Due {
  /** Is called when its time has come. */
  due(nowNs: number): void;
}

interface Entry {
  atNs: number;
  who: Due;
}

export class LaneQueue {
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  readonly #heap = new Heap<Entry>([], (a, b) => a.atNs - b.atNs);
  #armed = false;
  /** A sleeping pacer cannot be woken sooner. So it sleeps at most this long, in which nothing that is added can become due. */
  longestSleepNs: number;

  constructor(pacer: Pacer, clock: Clock, longestSleepNs: number) {
    this.#pacer = pacer;
    this.#clock = clock;
    this.longestSleepNs = longestSleepNs;
  }

  add(atNs: number, who: Due): void {
    this.#heap.push({ atNs, who });
    this.#arm();
  }

  #arm(): void {
    const first = this.#heap.peek();
    if (this.#armed || first === undefined) return;
    this.#armed = true;
    this.#pacer.wakeAt(Math.min(first.atNs, this.#clock() + this.longestSleepNs), () => this.#wake());
  }

  #wake(): void {
    this.#armed = false;
    let nowNs = this.#clock();
    for (let first = this.#heap.peek(); first !== undefined && first.atNs <= nowNs; first = this.#heap.peek()) {
      this.#heap.pop();
      first.who.due(nowNs);
      nowNs = this.#clock();
    }
    this.#arm();
  }
}
