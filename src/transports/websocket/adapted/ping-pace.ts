/** How often a service pings, and so how long it may be silent. Counted in checks (LastingConnection.checkAlive). */
const FEWEST_CHECKS = 3;
const UNKNOWN = Number.POSITIVE_INFINITY;

export class PingPace {
  #checks = 0;
  #checksAtPing: number | undefined;
  #longestGap = UNKNOWN;

  pinged(): void {
    const gap = this.#checksAtPing === undefined ? UNKNOWN : this.#checks - this.#checksAtPing;
    if (gap !== UNKNOWN) this.#longestGap = Math.max(gap, this.#longestGap === UNKNOWN ? 0 : this.#longestGap);
    this.#checksAtPing = this.#checks;
  }

  checked(): void {
    this.#checks++;
  }

  /** A ping is missed when twice the longest gap between two has passed; after a first ping alone the gap is not known. */
  get mostQuietChecks(): number {
    return Math.max(FEWEST_CHECKS, 2 * this.#longestGap + 1);
  }
}
