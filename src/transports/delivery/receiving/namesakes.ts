/**
 * Tells events apart that different senders sent under one id: an id is its sender's own, and is all that names an event on its
 * way to a recipient. A copy of an event has its bytes, another's event has others. One for all recipients of a process.
 */
const PAGE_EVENTS = 1024;
/** 16 MiB, for four million events; the oldest page is forgotten for the next. */
const MOST_PAGES = 4096;
const MOST_NAMESAKES = 65_536;
/** Beyond every event's own number. */
const FIRST_ALIAS = 2 ** 31;
const UNKNOWN = 0;

/** Behind `{"id":"evt_0000000042`, which is equal. */
const SAMPLED_FROM = 21;
/** Type, time, the beginning of the data and its end are looked at whole, the rest here and there: it runs per delivery. */
const WHOLE_BYTES = 64;
const LAST_BYTES = 16;
const SAMPLES = 32;

export class Namesakes {
  /** Fingerprints of the first event under each number, by number ÷ PAGE_EVENTS. */
  readonly #pages = new Map<number, Int32Array>();
  /** What events are called that came under a taken number: by number, then by fingerprint. */
  readonly #aliases = new Map<number, Map<number, number>>();
  #aliasCount = 0;

  /** A number of this event's own: `index`, unless other bytes came under it before. `end`: where the event's own bytes end. */
  numberOf(index: number, bytes: Uint8Array, end: number): number {
    const print = fingerprint(bytes, end);
    const page = this.#page(Math.floor(index / PAGE_EVENTS));
    const first = page[index % PAGE_EVENTS]!;
    if (first === print) return index;
    if (first !== UNKNOWN) return this.#alias(index, print);
    page[index % PAGE_EVENTS] = print;
    return index;
  }

  #page(number: number): Int32Array {
    let page = this.#pages.get(number);
    if (page === undefined) {
      if (this.#pages.size === MOST_PAGES)
        for (const oldest of this.#pages.keys()) if (this.#pages.delete(oldest)) break;
      page = new Int32Array(PAGE_EVENTS);
      this.#pages.set(number, page);
    }
    return page;
  }

  #alias(index: number, print: number): number {
    const known = this.#aliases.get(index)?.get(print);
    if (known !== undefined) return known;
    if (this.#aliasCount === MOST_NAMESAKES) return index;
    const alias = FIRST_ALIAS + this.#aliasCount++;
    const aliases = this.#aliases.get(index) ?? new Map<number, number>();
    this.#aliases.set(index, aliases.set(print, alias));
    return alias;
  }
}

/** FNV-1a of the length and of bytes here and there; never UNKNOWN. */
function fingerprint(bytes: Uint8Array, end: number): number {
  let hash = end;
  let at = SAMPLED_FROM;
  const wholeEnd = Math.min(end, SAMPLED_FROM + WHOLE_BYTES);
  for (; at < wholeEnd; at++) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  const stride = Math.max(1, Math.floor((end - at) / SAMPLES));
  for (; at < end; at += stride) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  for (at = Math.max(SAMPLED_FROM, end - LAST_BYTES); at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  return hash === UNKNOWN ? 1 : hash;
}
