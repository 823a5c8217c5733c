/** Where the time of a round goes. All of it belongs to one part or another, so the parts add up to the round. */
import type { RoundTime } from "../result/round-time.js";

export type TimedPart = keyof RoundTime;

export class TimeSpent {
  readonly #ns: RoundTime = {
    ...{ startNs: 0, connectNs: 0, warmUpNs: 0, idleNs: 0, slicesNs: 0, besideSlicesNs: 0, stopNs: 0 },
  };
  #part: TimedPart = "startNs";
  #sinceNs: number;

  constructor(nowNs: number) {
    this.#sinceNs = nowNs;
  }

  /** What comes from now on belongs to `part`. */
  turnTo(part: TimedPart, nowNs: number): void {
    this.#ns[this.#part] += nowNs - this.#sinceNs;
    this.#part = part;
    this.#sinceNs = nowNs;
  }

  /** Of the time beside slices, so much was the measured slice that has just ended. */
  sliceOf(lengthNs: number): void {
    this.#ns.slicesNs += lengthNs;
    this.#ns.besideSlicesNs -= lengthNs;
  }

  /** Ends the last part. */
  end(nowNs: number): RoundTime {
    this.turnTo(this.#part, nowNs);
    return { ...this.#ns };
  }
}
