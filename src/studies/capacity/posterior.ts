/**
 * What the trials so far say of a capacity: a posterior on a grid. The capacity of one trial varies around that of the approach,
 * so a single trial proves little; a bisection on single trials is off by as much as they vary, however fine its last step.
 *
 * Model: a trial passes at a rate below its own capacity, ln c = ln C + σz with z standard normal, unless it fails by a lapse (a
 * disturbance that nobody saw) with probability λ. C is the median trial's capacity. Prior: flat in ln C over the whole
 * grid, and over the spreads and lapses listed here.
 */
import { normalDistribution } from "../../statistics/normal.js";

const SPREADS = [0.015, 0.03, 0.06, 0.12, 0.24, 0.4];
const LAPSES = [0.01, 0.05, 0.12];
/** How fine the grid of capacities is: neighbours differ by 1 %. */
const STEP = Math.log(1.01);

export interface Trial {
  /** Events per second. */
  rate: number;
  passed: boolean;
}

export class CapacityPosterior {
  readonly #lnCapacities: Float64Array;
  /** By spread and lapse, over capacities: the logarithm of prior × likelihood. */
  readonly #lnWeights: { spread: number; lapse: number; ln: Float64Array }[];

  /** The capacity lies between these rates, as far as anybody knows. */
  constructor({ low, high }: { low: number; high: number }) {
    const cells = Math.ceil(Math.log(high / low) / STEP) + 1;
    this.#lnCapacities = Float64Array.from({ length: cells }, (_, i) => Math.log(low) + i * STEP);
    this.#lnWeights = SPREADS.flatMap((spread) =>
      LAPSES.map((lapse) => ({ spread, lapse, ln: new Float64Array(cells) })),
    );
  }

  observe({ rate, passed }: Trial): void {
    const lnRate = Math.log(rate);
    for (const { spread, lapse, ln } of this.#lnWeights) {
      for (const [i, lnCapacity] of this.#lnCapacities.entries()) {
        const passes = (1 - lapse) * normalDistribution((lnCapacity - lnRate) / spread);
        ln[i]! += Math.log(Math.max(passed ? passes : 1 - passes, Number.MIN_VALUE));
      }
    }
  }

  /** The rates below which the capacity lies with these probabilities. */
  quantiles(probabilities: readonly number[]): number[] {
    const density = this.#density();
    return probabilities.map((probability) => {
      let sum = 0;
      for (const [i, share] of density.entries()) {
        sum += share;
        if (sum >= probability) return Math.exp(this.#lnCapacities[i]!);
      }
      return Math.exp(this.#lnCapacities.at(-1)!);
    });
  }

  #density(): Float64Array {
    const most = Math.max(...this.#lnWeights.map(({ ln }) => ln.reduce((a, b) => Math.max(a, b))));
    const density = new Float64Array(this.#lnCapacities.length);
    for (const { ln } of this.#lnWeights)
      for (const [i, weight] of ln.entries()) density[i]! += Math.exp(weight - most);
    const sum = density.reduce((a, b) => a + b);
    return density.map((share) => share / sum);
  }
}
