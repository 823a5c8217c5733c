/**
 * Keeps the order of one sender when its recipient has refused an event for now: what follows that event is not taken
 * before it. Nothing is answered to what follows either: its sender knows, and sends all of it again (go-back-N, as TCP has it).
 */
const NOTHING = -1;

export class RefusalOrder {
  readonly #patienceMs: number;
  readonly #nowMs: () => number;
  #awaited = NOTHING;
  #sinceMs = 0;

  /** `patienceMs`: after that time the sender has given the event up, and others may come. */
  constructor(patienceMs: number, nowMs: () => number = () => performance.now()) {
    this.#patienceMs = patienceMs;
    this.#nowMs = nowMs;
  }

  refused(index: number): void {
    if (this.#awaited !== index) this.#sinceMs = this.#nowMs();
    this.#awaited = index;
  }

  /** Whether the event that comes must not be taken yet. The one that is awaited ends the wait. */
  holdsBack(index: number): boolean {
    if (this.#awaited === NOTHING) return false;
    if (index !== this.#awaited && this.#nowMs() - this.#sinceMs < this.#patienceMs) return true;
    this.#awaited = NOTHING;
    return false;
  }
}
