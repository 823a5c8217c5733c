/**
 * The ids of the last while, of each sender: a message whose id is known was handled already. An id is its sender's own:
 * what one client sends can suppress nothing of another's. Two generations of a set: an id is remembered for one to two
 * horizons, and forgetting costs nothing per id.
 */
/** Of one generation, some 200 MB of memory: beyond it the horizon shrinks rather than the process dies (a Set ends at 2^24). */
const MOST_IDS = 2 ** 22;

export class RecentIds {
  readonly #horizonMs: number;
  readonly #nowMs: () => number;
  #current = new IdsBySender();
  #previous = new IdsBySender();
  #turnsAtMs: number;

  /** `horizonMs`: how long a sender may go on trying. `nowMs`: a clock that never goes back. */
  constructor(horizonMs: number, nowMs: () => number = () => performance.now()) {
    this.#horizonMs = horizonMs;
    this.#nowMs = nowMs;
    this.#turnsAtMs = nowMs() + horizonMs;
  }

  has(sender: number, index: number): boolean {
    return this.#current.has(sender, index) || this.#previous.has(sender, index);
  }

  add(sender: number, index: number): void {
    const nowMs = this.#nowMs();
    if (nowMs >= this.#turnsAtMs || this.#current.size >= MOST_IDS) {
      const missedATurn = nowMs >= this.#turnsAtMs + this.#horizonMs; // so long a silence that both generations are old
      this.#previous = missedATurn ? new IdsBySender() : this.#current;
      this.#current = new IdsBySender();
      this.#turnsAtMs = (missedATurn || nowMs < this.#turnsAtMs ? nowMs : this.#turnsAtMs) + this.#horizonMs;
    }
    this.#current.add(sender, index);
  }

  /** Ids held. */
  get size(): number {
    return this.#current.size + this.#previous.size;
  }
}

/** Numbers in sets of numbers: to make a text of the two for every event would cost more than the rest. */
class IdsBySender {
  readonly #indexes = new Map<number, Set<number>>();
  size = 0;

  has(sender: number, index: number): boolean {
    return this.#indexes.get(sender)?.has(index) ?? false;
  }

  add(sender: number, index: number): void {
    let indexes = this.#indexes.get(sender);
    if (indexes === undefined) {
      indexes = new Set();
      this.#indexes.set(sender, indexes);
    }
    const before = indexes.size;
    this.size += indexes.add(index).size - before;
  }
}

/** Of a wall clock that is slewed or stepped a little while ids are remembered on a monotonic one. */
const CLOCK_SLACK_SECONDS = 1;

/**
 * How long one signature can be used: its time may lie `toleranceSeconds` ahead of this clock and be that old in the end,
 * and as both are whole seconds, it is good for the whole of its last second.
 */
export const longestValiditySeconds = (toleranceSeconds: number, maxAgeSeconds = toleranceSeconds): number =>
  toleranceSeconds + maxAgeSeconds + 1 + CLOCK_SLACK_SECONDS;
