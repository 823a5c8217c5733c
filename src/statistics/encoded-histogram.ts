/**
 * Quantiles of an HdrHistogram as a result holds it, read without building the histogram. Its table has 27,000 places of 8 bytes, of
 * which a second of events fills some hundred: to fill and scan the table takes five times as long as to read what is there.
 *
 * Method: the places are read in order, as runs of zeros and counts; a quantile is the place at which the counts add up to its share.
 * The values are those that hdr-histogram-js gives, which a test compares.
 * Source: HdrHistogram's V2 encoding, "V2 histogram encoding" of its own documentation (ZigZag LEB128, negative: a run of zeros).
 */
import { inflateSync } from "node:zlib";
import type { EncodedHistogram } from "../histogram.js";

const COMPRESSED_COOKIE = 0x1c849314;
const COOKIE = 0x1c849313;
/** What precedes the compressed bytes: a cookie and a length. */
const COMPRESSED_HEAD_BYTES = 8;
/** A second of events fits in. zlib allocates as much for each histogram, and its default of 16 KiB takes a third longer. */
const CHUNK_BYTES = 4_096;
/** Places of the head in what was compressed, and where the counts begin. */
const [PAYLOAD_LENGTH_AT, DIGITS_AT, LOWEST_AT, PAYLOAD_AT] = [4, 12, 16, 40] as const;

/** Some counts, and the places in which they stand, ascending. */
export class EncodedCounts {
  readonly #places: Int32Array;
  readonly #counts: Float64Array;
  /** How many values were recorded. */
  readonly count: number;
  /** The number of places of one magnitude, as a power of 2. */
  readonly #halfMagnitude: number;

  /** Throws where the text is no such histogram, or has a unit other than 1. */
  constructor(encoded: EncodedHistogram) {
    const compressed = Buffer.from(encoded, "base64");
    const bytes =
      compressed.readInt32BE(0) === COMPRESSED_COOKIE
        ? inflateSync(compressed.subarray(COMPRESSED_HEAD_BYTES), { chunkSize: CHUNK_BYTES })
        : NOTHING;
    if (bytes.length < PAYLOAD_AT || bytes.readInt32BE(0) !== COOKIE || bytes.readBigInt64BE(LOWEST_AT) !== 1n)
      throw new Error("not an encoded histogram of whole numbers");
    this.#halfMagnitude = Math.ceil(Math.log2(2 * 10 ** bytes.readInt32BE(DIGITS_AT))) - 1;
    const mostCounts = bytes.readInt32BE(PAYLOAD_LENGTH_AT); // each has a byte or more
    const end = PAYLOAD_AT + mostCounts;
    const { places, counts } = roomFor(mostCounts);
    let filled = 0;
    for (let at = PAYLOAD_AT, place = 0; at < end; ) {
      const first = bytes[at++]!;
      const isRun = first & 1;
      let half = (first & 0x7f) >> 1;
      if (first < 0x80) {
        // Without branches: runs and counts follow each other as by chance, and each wrong guess of the CPU costs more than this.
        places[filled] = place;
        counts[filled] = half;
        filled += (1 - isRun) & ((half + 0x7f) >> 7); // a single zero is written as a count
        place += 1 + half * isRun;
      } else {
        for (let byte = first, scale = 0x40; byte >= 0x80; scale *= 0x80) {
          byte = bytes[at++]!;
          half += (byte & 0x7f) * scale;
        }
        if (isRun === 1) place += half + 1;
        else {
          places[filled] = place++;
          counts[filled++] = half;
        }
      }
    }
    let total = 0;
    for (let i = 0; i < filled; i++) total += counts[i]!;
    this.#places = places.slice(0, filled);
    this.#counts = counts.slice(0, filled);
    this.count = total;
  }

  /** The value at a quantile above 0. It is undefined when nothing was recorded. */
  quantileNs(quantile: number): number | undefined {
    const share = quantile * this.count;
    const sought = Math.max(1, Math.ceil(share - ulp(share)));
    let sum = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      sum += this.#counts[i]!;
      if (sum >= sought) return this.highestAt(this.#places[i]!);
    }
    return undefined;
  }

  /** The greatest place at which something was counted; −1 where nothing was. */
  get lastPlace(): number {
    return this.#places.at(-1) ?? -1;
  }

  /** Adds each count to the place of a table. */
  addTo(table: Float64Array): void {
    for (let i = 0; i < this.#counts.length; i++) table[this.#places[i]!]! += this.#counts[i]!;
  }

  get maxNs(): number | undefined {
    return this.count === 0 ? undefined : this.highestAt(this.#places.at(-1)!);
  }

  /** The highest value that is counted at that place. */
  highestAt(place: number): number {
    const half = 1 << this.#halfMagnitude;
    const magnitude = Math.max(0, (place >> this.#halfMagnitude) - 1);
    const step = place < half ? place : (place & (half - 1)) + half;
    return (step + 1) * POWERS[magnitude]! - 1;
  }
}

const NOTHING = Buffer.alloc(0);

/** Where counts are read into before it is known how many there are: fresh memory each time costs as much as the reading. */
let room = { places: new Int32Array(0), counts: new Float64Array(0) };

function roomFor(most: number): typeof room {
  if (room.places.length < most) room = { places: new Int32Array(2 * most), counts: new Float64Array(2 * most) };
  return room;
}

/** Of 2, up to what a number holds exactly: reading one is cheaper than to raise it for each place. */
const POWERS = Float64Array.from({ length: 54 }, (_, exponent) => 2 ** exponent);

/** The distance to the next number: a product that should be whole may be so much above it. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(x)) - 52);
