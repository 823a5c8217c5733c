/**
 * The ids of the last while, of each sender: a message whose id is known was handled already. An id is its sender's own:
 * what one client sends can suppress nothing of another's. Two generations of a set: an id is remembered for one to two
 * horizons, and forgetting costs nothing per id.
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

  has(sender: number, index: number): boolean {
    const id = keyOf(sender, index);
    return this.#current.has(id) || this.#previous.has(id);
  }

  add(sender: number, index: number): void {
    const nowMs = this.#nowMs();
    if (nowMs >= this.#turnsAtMs || this.#current.size >= MOST_IDS) {
      const missedATurn = nowMs >= this.#turnsAtMs + this.#horizonMs; // so long a silence that both generations are old
      this.#previous = missedATurn ? new Set() : this.#current;
      this.#current = new Set();
      this.#turnsAtMs = (missedATurn || nowMs < this.#turnsAtMs ? nowMs : this.#turnsAtMs) + this.#horizonMs;
    }
    this.#current.add(keyOf(sender, index));
  }

  /** Ids held. */
  get size(): number {
    return this.#current.size + this.#previous.size;
  }
}

const keyOf = (sender: number, index: number): string => `${sender} ${index}`;

/** Of a wall clock that is slewed or stepped a little while ids are remembered on a monotonic one. */
const CLOCK_SLACK_SECONDS = 1;

/**
 * How long one signature can be used: its time may lie `toleranceSeconds` ahead of this clock and be that old in the end,
 * and as both are whole seconds, it is good for the whole of its last second.
 */
export const longestValiditySeconds = (toleranceSeconds: number, maxAgeSeconds = toleranceSeconds): number =>
  toleranceSeconds + maxAgeSeconds + 1 + CLOCK_SLACK_SECONDS;
