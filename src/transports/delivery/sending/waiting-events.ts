/** Events that wait for a connection: first in, first out, and bounded by what they take. */

/** Beyond it, further ones are refused. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

export class WaitingEvents<E> {
  readonly #bytesOf: (event: E) => number;
  /** Read from #next, cut when half of it is used up. */
  #events: E[] = [];
  #next = 0;
  #bytes = 0;

  constructor(bytesOf: (event: E) => number) {
    this.#bytesOf = bytesOf;
  }

  get isFull(): boolean {
    return this.#bytes > MOST_WAITING_BYTES;
  }

  get isEmpty(): boolean {
    return this.#next === this.#events.length;
  }

  *[Symbol.iterator](): Iterator<E> {
    for (let at = this.#next; at < this.#events.length; at++) yield this.#events[at]!;
  }

  push(event: E): void {
    this.#events.push(event);
    this.#bytes += this.#bytesOf(event);
  }

  /** Before all that wait. */
  pushFirst(event: E): void {
    this.#events.splice(this.#next, 0, event);
    this.#bytes += this.#bytesOf(event);
  }

  shift(): E | undefined {
    const event = this.#events[this.#next];
    if (event === undefined) return undefined;
    this.#next++;
    this.#bytes -= this.#bytesOf(event);
    if (this.#next * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#next);
      this.#next = 0;
    }
    return event;
  }

  clear(): void {
    this.#events = [];
    this.#next = 0;
    this.#bytes = 0;
  }
}
