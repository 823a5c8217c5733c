/**
 * Which rate the next trial of an approach has, and in the end its capacity. Pure: a trial goes in, the next rate or the answer comes
 * out, so that it is tested on simulated services.
 */
import { CapacityPosterior, type Trial } from "./posterior.js";
import { RateGrid } from "./rate-grid.js";

/**
 * The first trials climb by this until one fails, and no later one has a rate so far above all that passed: what is far above the
 * capacity teaches little, and its queue takes minutes to drain.
 */
const CLIMB = 2;
/** How far beyond the range of rates the capacity may lie. */
const BEYOND = 4;
/** A trial is worth most where it may go either way: at one of these points of the posterior, in turn. */
const TRIAL_POINTS = [0.25, 0.75];
const LOW = 0.025;
const HIGH = 0.975;
/** The generator is the limit of a rate when it was in so many trials of it, and none at that rate or above counted. Less may be chance. */
const TRIALS_OF_A_LIMIT = 3;
/**
 * A median trial passes at its capacity one time in two. So many at the greatest rate that all pass, or at the least that all fail,
 * happen to an approach whose capacity lies there 1.6 times in 100.
 */
const TRIALS_AT_AN_END = 6;
/** How many trials may be played in vain, as a share of those that count. */
const IN_VAIN = 0.5;

export interface SearchOptions {
  /** Events per second of the first trial. */
  startRate: number;
  /** The least and the greatest rate that can be played. */
  leastRate: number;
  mostRate: number;
  /** How many trials must count. */
  trials: number;
}

/** Why a trial does not count: the generator limited it, others disturbed it, or it could not be judged. */
export const excuses = ["generator", "disturbed", "unmeasured"] as const;
export type Excuse = (typeof excuses)[number];

/** Events per second. */
export type CapacityAnswer =
  /** With 95 % certainty the median trial's capacity lies between `from` and `to`. */
  | { kind: "found"; estimate: number; from: number; to: number }
  /** It is no smaller, with 97.5 % certainty; how large it is, is unknown: the generator, or the range of rates, goes no further. */
  | { kind: "not-below"; rate: number; limit: "generator" | "range" }
  /** It is no greater, with 97.5 % certainty; lower rates have too few deliveries to be judged. */
  | { kind: "not-above"; rate: number }
  /** Too few trials counted, most of them for this reason; or so few were played; or they say next to nothing. */
  | { kind: "undecided"; because: Excuse | "unfinished" | "wide" };

export class CapacitySearch {
  readonly #options: SearchOptions;
  readonly #grid: RateGrid;
  readonly #posterior: CapacityPosterior;
  readonly #trials: Trial[] = [];
  readonly #inVain: { rate: number; excuse: Excuse }[] = [];
  /** The greatest rate that the generator can play, as far as it is known. */
  #ceiling: number;

  constructor(options: SearchOptions) {
    this.#options = options;
    const { leastRate, mostRate } = options;
    this.#grid = new RateGrid({ low: leastRate / BEYOND, high: mostRate * BEYOND });
    this.#posterior = new CapacityPosterior(this.#grid);
    this.#ceiling = mostRate;
  }

  /** Undefined: no further trial is needed, or would help. */
  nextRate(): number | undefined {
    if (this.#isOver()) return undefined;
    const trials = this.#trials;
    const last = trials.at(-1);
    if (last === undefined) return this.#playable(this.#options.startRate);
    if (trials.every(({ passed }) => passed)) return this.#playable(last.rate * CLIMB);
    const point = TRIAL_POINTS[trials.length % TRIAL_POINTS.length]!;
    return this.#playable(Math.min(this.#quantiles([point])[0]!, this.#withinReach()));
  }

  /** A trial that counts. */
  add(trial: Trial): void {
    this.#trials.push(trial);
    this.#posterior.observe(trial);
  }

  /** A trial that does not count: it is played again, until the generator is known to be the limit at its rate. */
  excuse(rate: number, excuse: Excuse): void {
    this.#inVain.push({ rate, excuse });
    const alike = this.#inVain.filter((one) => one.excuse === "generator" && one.rate === rate).length;
    const played = Math.max(0, ...this.#trials.map((trial) => trial.rate));
    if (excuse !== "generator" || alike < TRIALS_OF_A_LIMIT || played >= rate) return;
    this.#ceiling = Math.min(this.#ceiling, played === 0 ? rate / CLIMB : Math.sqrt(played * rate));
  }

  answer(): CapacityAnswer {
    const { leastRate } = this.#options;
    if (this.#trials.length === 0) return { kind: "undecided", because: this.#mostFrequentExcuse() };
    const [from, estimate, to] = this.#quantiles([LOW, 0.5, HIGH]) as [number, number, number];
    const ends = this.#ends();
    const limit = this.#ceiling < this.#options.mostRate ? "generator" : "range";
    const last = this.#trials.at(-1)!;
    if (ends === "not-below") return { kind: "not-below", rate: last.rate, limit };
    if (ends === "not-above") return { kind: "not-above", rate: last.rate };
    if (this.#trials.length < this.#options.trials) return { kind: "undecided", because: this.#mostFrequentExcuse() };
    if (from < leastRate && to > this.#ceiling) return { kind: "undecided", because: "wide" };
    if (to > this.#ceiling) return { kind: "not-below", rate: Math.min(from, this.#ceiling), limit };
    if (from < leastRate) return { kind: "not-above", rate: to };
    return { kind: "found", estimate, from, to };
  }

  /** What is known of the capacity, for a ratio of two. Searches of the same range of rates have the same grid. */
  density(): Float64Array {
    return this.#posterior.density(this.#ceiling * BEYOND);
  }

  /** The same by rate, for a chart. */
  posterior(): { rate: number; share: number }[] {
    return Array.from(this.density(), (share, cell) => ({ rate: this.#grid.rateOf(cell), share }));
  }

  #isOver(): boolean {
    const { leastRate, trials } = this.#options;
    return (
      this.#trials.length >= trials ||
      this.#inVain.length > trials * IN_VAIN ||
      this.#ceiling < leastRate ||
      this.#ends() !== undefined
    );
  }

  /** More trials would say no more: even the greatest rate is surely carried, or not even the least is. */
  #ends(): "not-below" | "not-above" | undefined {
    const last = this.#trials.slice(-TRIALS_AT_AN_END);
    const [{ rate, passed } = { rate: 0, passed: false }] = last;
    const areAlike = last.every((one) => one.rate === rate && one.passed === passed);
    if (last.length < TRIALS_AT_AN_END || !areAlike) return undefined;
    if (passed) return rate === this.#playable(this.#ceiling) ? "not-below" : undefined;
    return rate === this.#playable(this.#options.leastRate) ? "not-above" : undefined;
  }

  /** The greatest rate at which a trial is worth its time, once one has failed. */
  #withinReach(): number {
    const rates = (passed: boolean): number[] =>
      this.#trials.filter((one) => one.passed === passed).map(({ rate }) => rate);
    const carried = rates(true);
    return carried.length > 0 ? Math.max(...carried) * CLIMB : Math.min(...rates(false));
  }

  #quantiles(probabilities: readonly number[]): number[] {
    return this.#posterior.quantiles(probabilities, this.#ceiling * BEYOND);
  }

  #mostFrequentExcuse(): Excuse | "unfinished" {
    if (!this.#isOver()) return "unfinished";
    const count = (excuse: Excuse): number => this.#inVain.filter((one) => one.excuse === excuse).length;
    return excuses.toSorted((a, b) => count(b) - count(a))[0]!;
  }

  /** The rate of the nearest cell within what can be played. */
  #playable(rate: number): number {
    const [least, most] = [this.#options.leastRate, Math.max(this.#options.leastRate, this.#ceiling)];
    const cell = this.#grid.cellOf(Math.min(most, Math.max(least, rate)));
    const played = this.#grid.rateOf(cell);
    if (played > most * (1 + 1e-9)) return this.#grid.rateOf(cell - 1);
    return played < least * (1 - 1e-9) ? this.#grid.rateOf(cell + 1) : played;
  }
}
