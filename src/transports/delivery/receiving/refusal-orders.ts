/**
 * Keeps the order of each sender when its recipient has refused an event for now: what follows that event is not taken
 * before it. Nothing is answered to what follows either: its sender knows, and sends all of it again (go-back-N, as TCP has it).
 */
interface Awaited {
  index: number;
  sinceMs: number;
}

export class RefusalOrders {
  readonly #patienceMs: number;
  readonly #nowMs: () => number;
  /** Only of senders of which something was refused. */
  readonly #awaited = new Map<number, Awaited>();

  /** `patienceMs`: after that time a sender has given the event up, and others may come. */
  constructor(patienceMs: number, nowMs: () => number = () => performance.now()) {
    this.#patienceMs = patienceMs;
    this.#nowMs = nowMs;
  }

  /** Senders of which something was refused and did not come again. */
  get size(): number {
    return this.#awaited.size;
  }

  refused(client: number, index: number): void {
    if (this.#awaited.get(client)?.index === index) return; // a further copy: its sender has as long as before
    this.#awaited.set(client, { index, sinceMs: this.#nowMs() });
  }

  /** Whether the event that comes must not be taken yet. The one that is awaited ends the wait. */
  holdsBack(client: number, index: number): boolean {
    const awaited = this.#awaited.get(client);
    if (awaited === undefined) return false;
    if (index !== awaited.index && this.#nowMs() - awaited.sinceMs < this.#patienceMs) return true;
    this.#awaited.delete(client);
    return false;
  }

  /** Its connection is new: it sends all again, in order. */
  reconnected(client: number): void {
    this.#awaited.delete(client);
  }
}
