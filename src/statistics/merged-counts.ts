/** Several encoded histograms as one: percentiles come from merged histograms, never from other percentiles. */
import type { EncodedCounts } from "./encoded-histogram.js";

/** All of them must have the same precision, as those of one result have. */
export class MergedCounts {
  #table = new Float64Array(0);
  #one: EncodedCounts | undefined;
  count = 0;

  add(histogram: EncodedCounts): void {
    const { lastPlace } = histogram;
    if (lastPlace >= this.#table.length) {
      const larger = new Float64Array(2 * (lastPlace + 1));
      larger.set(this.#table);
      this.#table = larger;
    }
    histogram.addTo(this.#table);
    this.#one = histogram;
    this.count += histogram.count;
  }

  /** Undefined when nothing was recorded. */
  quantileNs(quantile: number): number | undefined {
    const sought = Math.max(1, Math.ceil(quantile * this.count * (1 - Number.EPSILON)));
    let sum = 0;
    for (let place = 0; place < this.#table.length; place++) {
      sum += this.#table[place]!;
      if (sum >= sought) return this.#one!.highestAt(place);
    }
    return undefined;
  }

  get maxNs(): number | undefined {
    return this.quantileNs(1);
  }

  /** From the lowest value on: the highest that is counted at a place, and how often. */
  forEach(visit: (ns: number, count: number) => void): void {
    const [table, one] = [this.#table, this.#one];
    for (let place = 0; place < table.length; place++) {
      const count = table[place]!;
      if (count > 0) visit(one!.highestAt(place), count);
    }
  }
}
