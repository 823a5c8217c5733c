/**
 * How long the event loop may be turned instead of slept: a share of the time that goes by, saved up to a limit. So a
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

  /** What may be spent at `nowNs`. */
  at(nowNs: number): number {
    this.#savedNs = Math.min(this.#mostNs, this.#savedNs + this.#share * (nowNs - this.#seenNs));
    this.#seenNs = nowNs;
    return Math.max(0, this.#savedNs);
  }

  /** A single wait may overdraw what is saved (a turn can take long); later ones then pay for it. */
  spend(turnedNs: number): void {
    this.#savedNs -= turnedNs;
  }
}
