/**
 * Which events a client has had, for all time, in about one bit per event of its range: event numbers are dense. Clients are
 * not what is measured; a service, which may not count on such ids, remembers the ids themselves (recent-ids.ts).
 */
const PAGE_EVENTS = 1024;
const PAGE_WORDS = PAGE_EVENTS / 32;
const SLAB_PAGES = 512;

/** The pages of many clients in a few large arrays: an array for each page would take five times the memory of its bits. */
class Pages {
  readonly #slabs: Uint32Array[] = [];
  #count = 0;

  /** The number of a page in which no event was seen. */
  add(): number {
    if (this.#count % SLAB_PAGES === 0) this.#slabs.push(new Uint32Array(SLAB_PAGES * PAGE_WORDS));
    return this.#count++;
  }

  has(page: number, index: number): boolean {
    return (this.#slabs[Math.floor(page / SLAB_PAGES)]![wordOf(page, index)]! & bitOf(index)) !== 0;
  }

  set(page: number, index: number): void {
    this.#slabs[Math.floor(page / SLAB_PAGES)]![wordOf(page, index)]! |= bitOf(index);
  }
}

/** Where a word of a page lies in its slab. */
const wordOf = (page: number, index: number): number =>
  (page % SLAB_PAGES) * PAGE_WORDS + ((index % PAGE_EVENTS) >>> 5);

const bitOf = (index: number): number => 1 << (index & 31);

export class SeenEvents {
  readonly #pages: Pages;
  /** By event number ÷ PAGE_EVENTS; pages that no event fell into stay absent. */
  readonly #pageOf = new Map<number, number>();

  constructor(pages: Pages = new Pages()) {
    this.#pages = pages;
  }

  /** Whether the event was seen before; from now on it was. */
  seenBefore(index: number): boolean {
    const number = Math.floor(index / PAGE_EVENTS);
    let page = this.#pageOf.get(number);
    if (page === undefined) {
      page = this.#pages.add();
      this.#pageOf.set(number, page);
    }
    const seen = this.#pages.has(page, index);
    this.#pages.set(page, index);
    return seen;
  }

  has(index: number): boolean {
    const page = this.#pageOf.get(Math.floor(index / PAGE_EVENTS));
    return page !== undefined && this.#pages.has(page, index);
  }
}

/** The same for many clients; one that had no event yet holds nothing. */
export class SeenByClient {
  readonly #pages = new Pages();
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
      seen = new SeenEvents(this.#pages);
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
