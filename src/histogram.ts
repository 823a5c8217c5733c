/**
 * HDR histograms of nanoseconds. This is the only import of hdr-histogram-js. They have 3 significant digits (a recorded value is
 * kept within 0.1 %) and go from 1 ns to 1 hour. Merging is exact, so percentiles are always taken from merged histograms and never
 * averaged.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram as HdrHistogram,
  HistogramLogWriter,
} from "hdr-histogram-js";
import { NS_PER_US } from "./units.js";

const HIGHEST_NS = 3_600e9;

/** HdrHistogram's own compressed format, base64: what the result file holds. */
export type EncodedHistogram = string;

export class Histogram {
  readonly #hdr: HdrHistogram;

  constructor(hdr?: HdrHistogram) {
    this.#hdr =
      hdr ??
      build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: HIGHEST_NS,
        numberOfSignificantValueDigits: 3,
        bitBucketSize: 64,
      });
  }

  /**
   * A value below 0 is recorded as 0, because two readings of the clock may cross by some ns. A value above an hour is
   * recorded as an hour.
   */
  record(valueNs: number): void {
    this.#hdr.recordValue(Math.min(Math.max(0, Math.round(valueNs)), HIGHEST_NS));
  }

  add(other: Histogram): void {
    this.#hdr.add(other.#hdr);
  }

  get count(): number {
    return this.#hdr.totalCount;
  }

  /** The value in ns at a quantile 0…1. It is undefined, never 0, when nothing was recorded. */
  quantileNs(quantile: number): number | undefined {
    return this.count === 0 ? undefined : this.#hdr.getValueAtPercentile(quantile * 100);
  }

  get maxNs(): number | undefined {
    return this.count === 0 ? undefined : this.#hdr.maxValue;
  }

  get meanNs(): number | undefined {
    return this.count === 0 ? undefined : this.#hdr.mean;
  }

  encode(): EncodedHistogram {
    return encodeIntoCompressedBase64(this.#hdr);
  }

  static decode(encoded: EncodedHistogram): Histogram {
    return new Histogram(decodeFromCompressedBase64(encoded, 64));
  }

  static merge(encoded: Iterable<EncodedHistogram>): Histogram {
    const merged = new Histogram();
    for (const one of encoded) merged.add(Histogram.decode(one));
    return merged;
  }
}

/**
 * One interval line of an HdrHistogram log (.hlog), times in ms since the epoch. It holds the histogram as it is encoded already: to
 * decode and encode thousands of them anew would give the same text and take seconds.
 */
export function intervalLine({
  tag,
  startMs,
  endMs,
  maxNs,
  encoded,
}: {
  tag: string;
  startMs: number;
  endMs: number;
  maxNs: number;
  encoded: EncodedHistogram;
}): string {
  const startSeconds = startMs / 1000;
  const lengthSeconds = endMs / 1000 - startSeconds;
  const numbers = [startSeconds, lengthSeconds, maxNs / NS_PER_US].map((number) => number.toFixed(3));
  return `Tag=${tag},${numbers.join(",")},${encoded}\n`;
}

export { HistogramLogWriter };
