/**
 * How long the event loop may be turned where it could sleep: a share of the time that passes, saved up to a limit. So a
 * pacer stays punctual while events are rare, whatever their pattern, and never takes more than its share of a core.
 */
export class TurnAllowance {
  readonly #share: number;
  readonly #mostNs: number;
  #savedNs = 0;
  #seenNs: number;

  constructor(share: number, mostNs: number, nowNs: number) {
    this.#share = share;
    this.#mostNs = mostNs;
    this.#seenNs = nowNs;
  }

  /** How much time may be spent at `nowNs`. */
  at(nowNs: number): number {
    this.#savedNs = Math.min(this.#mostNs, this.#savedNs + this.#share * (nowNs - this.#seenNs));
    this.#seenNs = nowNs;
    return Math.max(0, this.#savedNs);
  }

  /** A single wait may spend more than is saved, because a turn can take long. Later waits then pay for it. */
  spend(turnedNs: number): void {
    this.#savedNs -= turnedNs;
  }
}
