/** Rates on a logarithmic grid, on which every search of a study plays its trials and weighs what they say. */

export class RateGrid {
  /** How far neighbours are apart: 2 %. */
  static readonly STEP = Math.log(1.02);
  readonly cells: number;
  readonly #lnLow: number;

  /** Events per second. Every rate from `low` to `high` has a cell. */
  constructor({ low, high }: { low: number; high: number }) {
    this.#lnLow = Math.log(low);
    this.cells = Math.ceil(Math.log(high / low) / RateGrid.STEP) + 1;
  }

  rateOf(cell: number): number {
    return Math.exp(this.#lnLow + cell * RateGrid.STEP);
  }

  /** The nearest cell. */
  cellOf(rate: number): number {
    const cell = Math.round((Math.log(rate) - this.#lnLow) / RateGrid.STEP);
    return Math.min(this.cells - 1, Math.max(0, cell));
  }

  /** The rates below which so much of the density lies. Within a cell it is spread evenly over the logarithm. */
  quantiles(density: Float64Array, probabilities: readonly number[]): number[] {
    return cellQuantiles(density, probabilities).map((cell) => this.rateOf(cell));
  }
}

/** In cells, which have fractions; cell i reaches from i − ½ to i + ½. */
export function cellQuantiles(density: Float64Array, probabilities: readonly number[]): number[] {
  return probabilities.map((probability) => {
    let below = 0;
    for (let cell = 0; cell < density.length; cell++) {
      const share = density[cell]!;
      if (share > 0 && below + share >= probability) return cell - 0.5 + (probability - below) / share;
      below += share;
    }
    return density.length - 0.5;
  });
}
