/**
 * Event ids carry the event's number, so that a recipient can be matched with the schedule without a table:
 * `evt_` and 10 digits. Numbers count from 0 in each round; warm-up events count from WARM_UP_FIRST_INDEX, so that a
 * late one can never be taken for a measured one.
 */
export const WARM_UP_FIRST_INDEX = 1_000_000_000;
/** The events of the cross-check by another generator are delivered, but belong to no window. */
export const CROSS_CHECK_FIRST_INDEX = 2_000_000_000;

const PREFIX = "evt_";
const DIGITS = 10;
export const ID_BYTES = PREFIX.length + DIGITS;

/**
 * Columns of observations have numbers of 32 bits. An id beyond them is none of ours and must not be taken for another event.
 */
const LAST_INDEX = 2 ** 31 - 1;

/** Of the first request to a service of the user's own. No event of a run has it. */
export const PROBE_INDEX = LAST_INDEX;

export const eventId = (index: number): string => PREFIX + String(index).padStart(DIGITS, "0");

/** The number in an id given as text; −1 if it is not one of ours. */
export function indexOfId(id: string): number {
  const index = /^evt_\d{10}$/.test(id) ? Number(id.slice(PREFIX.length)) : -1;
  return index <= LAST_INDEX ? index : -1;
}

/** The number in an id that starts at `offset` of raw bytes; −1 if there is none. Allocates nothing: it runs per message. */
export function indexOfIdAt(bytes: Uint8Array, offset: number): number {
  if (bytes[offset] !== 0x65 || bytes[offset + 1] !== 0x76 || bytes[offset + 2] !== 0x74 || bytes[offset + 3] !== 0x5f)
    return -1; // "evt_"
  let index = 0;
  for (let i = offset + PREFIX.length; i < offset + ID_BYTES; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  return index <= LAST_INDEX ? index : -1;
}
