/**
 * Which rate the next trial of an approach has, and in the end its capacity. Pure: a trial goes in, the next rate or the answer comes
 * out, so that it is tested on simulated services.
 */
import { CapacityPosterior, type Trial } from "./posterior.js";

/** The first trials climb by this until one fails: nobody starts far above what a service carries. */
const CLIMB = 2;
/** How far beyond the range of rates the capacity may lie. */
const BEYOND = 4;
/** A trial is worth most where it may go either way: at one of these points of the posterior, in turn. */
const TRIAL_POINTS = [0.25, 0.75];
const LOW = 0.025;
const HIGH = 0.975;

export interface SearchOptions {
  /** Events per second of the first trial. */
  startRate: number;
  /** The least and the greatest rate that can be played. */
  leastRate: number;
  mostRate: number;
  /** How many trials there are. */
  trials: number;
}

/** `from` and `to`: with 95 % certainty the median trial's capacity lies between them. */
export type CapacityAnswer =
  | { kind: "found"; estimate: number; from: number; to: number }
  /** Even the least rate was not carried; even the greatest was; or no trial decided. */
  | { kind: "not-above"; rate: number }
  | { kind: "not-below"; rate: number }
  | { kind: "undecided" };

export class CapacitySearch {
  readonly #options: SearchOptions;
  readonly #posterior: CapacityPosterior;
  readonly trials: Trial[] = [];

  constructor(options: SearchOptions) {
    this.#options = options;
    const { leastRate, mostRate } = options;
    this.#posterior = new CapacityPosterior({ low: leastRate / BEYOND, high: mostRate * BEYOND });
  }

  /** Undefined: there were enough trials. */
  nextRate(): number | undefined {
    const { trials } = this;
    const { startRate, trials: wanted } = this.#options;
    const last = trials.at(-1);
    if (last === undefined) return this.#playable(startRate);
    if (trials.length >= wanted) return undefined;
    if (trials.every(({ passed }) => passed)) return this.#playable(last.rate * CLIMB);
    const point = TRIAL_POINTS[trials.length % TRIAL_POINTS.length]!;
    return this.#playable(this.#posterior.quantiles([point])[0]!);
  }

  /** A trial that counts. */
  add(trial: Trial): void {
    this.trials.push(trial);
    this.#posterior.observe(trial);
  }

  answer(): CapacityAnswer {
    const { leastRate, mostRate } = this.#options;
    const [from, estimate, to] = this.#posterior.quantiles([LOW, 0.5, HIGH]) as [number, number, number];
    if (this.trials.length === 0) return { kind: "undecided" };
    if (to <= leastRate) return { kind: "not-above", rate: leastRate };
    if (from >= mostRate) return { kind: "not-below", rate: mostRate };
    if (from < leastRate || to > mostRate) return { kind: "undecided" };
    return { kind: "found", estimate, from, to };
  }

  #playable(rate: number): number {
    const { leastRate, mostRate } = this.#options;
    return Math.min(mostRate, Math.max(leastRate, rate));
  }
}
