/**
 * What the trials so far say of a capacity: a posterior on a grid. The capacity of one trial varies around that of the approach,
 * so a single trial proves little; a bisection on single trials is off by as much as they vary, however fine its last step.
 *
 * Model: a trial passes at a rate below its own capacity, ln c = ln C + σz with z standard normal, unless it fails by a lapse (a
 * disturbance that nobody saw) with probability λ. C is the capacity of the median trial. Prior: flat in ln C over the whole grid and
 * over the lapses λ listed here; the spreads σ weigh as listed.
 */
import { normalDistribution } from "../../statistics/normal.js";
import { RateGrid } from "./rate-grid.js";

/**
 * A few trials in a row that agree look like a small spread. If all spreads weighed the same, the interval of a service that varies by
 * 20 % or 30 % would miss its capacity 6 or 11 times in 100; with these weights it does 2 or 5 times, and is 4 % wider.
 */
const SPREADS = [
  { spread: 0.015, weight: 0.25 },
  { spread: 0.03, weight: 0.5 },
  { spread: 0.06, weight: 1 },
  { spread: 0.12, weight: 2 },
  { spread: 0.24, weight: 3 },
  { spread: 0.48, weight: 3 },
];
const LAPSES = [0.01, 0.05, 0.12];
/** Further than so many spreads away, a trial's outcome is as certain as it gets. */
const FARTHEST_SPREADS = 5;
/** A pass far above the capacity is next to impossible in the model, and must still not rule everything out. */
const LEAST_LIKELIHOOD = 1e-9;

export interface Trial {
  /** Events per second. */
  rate: number;
  passed: boolean;
}

/** The likelihood of a trial under one spread and lapse, by how many cells the capacity lies above the trial's rate. */
interface Likelihood {
  /** That of the spread, before any trial. */
  prior: number;
  /** Index 0 is this many cells below. */
  farthest: number;
  passed: Float64Array;
  failed: Float64Array;
}

/** They depend on the grid's step alone, so they are computed once, when somebody first searches. */
let likelihoods: readonly Likelihood[] | undefined;

const allLikelihoods = (): readonly Likelihood[] =>
  SPREADS.flatMap(({ spread, weight }) => {
    const farthest = Math.ceil((FARTHEST_SPREADS * spread) / RateGrid.STEP);
    const below = Float64Array.from({ length: 2 * farthest + 1 }, (_, i) =>
      normalDistribution(((i - farthest) * RateGrid.STEP) / spread),
    );
    return LAPSES.map((lapse) => ({
      prior: weight,
      farthest,
      passed: below.map((share) => Math.max(LEAST_LIKELIHOOD, (1 - lapse) * share)),
      failed: below.map((share) => 1 - (1 - lapse) * share),
    }));
  });

export class CapacityPosterior {
  readonly grid: RateGrid;
  /** By spread and lapse, over the cells of the grid: prior × likelihood, on a common scale. */
  readonly #weights: readonly Float64Array[];

  constructor(grid: RateGrid) {
    this.grid = grid;
    likelihoods ??= allLikelihoods();
    this.#weights = likelihoods.map(({ prior }) => new Float64Array(grid.cells).fill(prior));
  }

  /** The trial's rate counts as that of the nearest cell. */
  observe({ rate, passed }: Trial): void {
    const at = this.grid.cellOf(rate);
    let most = 0;
    for (const [which, weights] of this.#weights.entries()) {
      const { farthest, ...table } = likelihoods![which]!;
      const likelihood = passed ? table.passed : table.failed;
      const last = 2 * farthest;
      for (let cell = 0; cell < weights.length; cell++) {
        const weight = weights[cell]! * likelihood[Math.min(last, Math.max(0, cell - at + farthest))]!;
        weights[cell] = weight;
        if (weight > most) most = weight;
      }
    }
    // On a common scale, so that no number of trials makes all of them vanish
    for (const weights of this.#weights) for (let cell = 0; cell < weights.length; cell++) weights[cell]! /= most;
  }

  /** The share of each cell, which add up to 1. `upTo`: the capacity does not lie above this rate. */
  density(upTo = Number.POSITIVE_INFINITY): Float64Array {
    const density = new Float64Array(this.grid.cells);
    const end = Math.min(density.length, this.grid.cellOf(upTo) + 1);
    let sum = 0;
    for (const weights of this.#weights) {
      for (let cell = 0; cell < end; cell++) {
        density[cell]! += weights[cell]!;
        sum += weights[cell]!;
      }
    }
    return density.map((share) => share / sum);
  }

  /** The rates below which the capacity lies with these probabilities. */
  quantiles(probabilities: readonly number[], upTo?: number): number[] {
    return this.grid.quantiles(this.density(upTo), probabilities);
  }
}
