/**
 * Which events a client has had, for all time, in about one bit per event of its range: event numbers are dense. Clients are
 * not what is measured; a service, which may not count on such ids, remembers the ids themselves (recent-ids.ts).
 */
const PAGE_EVENTS = 1024;

export class SeenEvents {
  /** By event number ÷ PAGE_EVENTS; pages that no event fell into stay absent. */
  readonly #pages = new Map<number, Uint32Array>();

  /** Whether the event was seen before; from now on it was. */
  seenBefore(index: number): boolean {
    const number = Math.floor(index / PAGE_EVENTS);
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = new Uint32Array(PAGE_EVENTS / 32);
      this.#pages.set(number, page);
    }
    const word = (index % PAGE_EVENTS) >>> 5;
    const bit = 1 << (index & 31);
    const seen = (page[word]! & bit) !== 0;
    page[word]! |= bit;
    return seen;
  }

  has(index: number): boolean {
    const page = this.#pages.get(Math.floor(index / PAGE_EVENTS));
    return page !== undefined && (page[(index % PAGE_EVENTS) >>> 5]! & (1 << (index & 31))) !== 0;
  }
}

/** The same for many clients; one that had no event yet holds nothing. */
export class SeenByClient {
  readonly #seen = new Map<number, SeenEvents>();
  /** Of the client that was asked for last: what is asked for is added next. */
  #lastClient = -1;
  #last: SeenEvents | undefined;

  has(client: number, index: number): boolean {
    return this.#of(client)?.has(index) ?? false;
  }

  add(client: number, index: number): void {
    let seen = this.#of(client);
    if (seen === undefined) {
      seen = new SeenEvents();
      this.#seen.set(client, seen);
      this.#last = seen;
    }
    seen.seenBefore(index);
  }

  #of(client: number): SeenEvents | undefined {
    if (client !== this.#lastClient) {
      this.#lastClient = client;
      this.#last = this.#seen.get(client);
    }
    return this.#last;
  }
}
