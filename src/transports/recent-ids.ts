/**
 * The ids of the last while: a message whose id is known was handled already. Two generations of a set: an id is
 * remembered for one to two horizons, and forgetting costs nothing per id.
 */
/** Of one generation, some 300 MB of memory: beyond it the horizon shrinks rather than the process dies (a Set ends at 2^24). */
const MOST_IDS = 2 ** 22;

export class RecentIds {
  readonly #horizonMs: number;
  readonly #nowMs: () => number;
  #current = new Set<string>();
  #previous = new Set<string>();
  #turnsAtMs: number;

  /** `horizonMs`: how long a sender may go on trying. `nowMs`: a clock that never goes back. */
  constructor(horizonMs: number, nowMs: () => number = () => performance.now()) {
    this.#horizonMs = horizonMs;
    this.#nowMs = nowMs;
    this.#turnsAtMs = nowMs() + horizonMs;
  }

  has(id: string): boolean {
    return this.#current.has(id) || this.#previous.has(id);
  }

  add(id: string): void {
    const nowMs = this.#nowMs();
    if (nowMs >= this.#turnsAtMs || this.#current.size >= MOST_IDS) {
      const missedATurn = nowMs >= this.#turnsAtMs + this.#horizonMs; // so long a silence that both generations are old
      this.#previous = missedATurn ? new Set() : this.#current;
      this.#current = new Set();
      this.#turnsAtMs = (missedATurn || nowMs < this.#turnsAtMs ? nowMs : this.#turnsAtMs) + this.#horizonMs;
    }
    this.#current.add(id);
  }

  /** Ids held. */
  get size(): number {
    return this.#current.size + this.#previous.size;
  }
}
