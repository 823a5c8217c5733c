/**
 * Which cell of a sweep is played next: a point in a round. Pure: what became of a cell goes in, the next cell comes out. In each
 * round all points have their turn in an order drawn anew, so that a drift of the machine meets all of them alike.
 */
import { seededRandom } from "../../random.js";
import { shuffle } from "../../shuffle.js";

/** How often a cell is played at most. */
const MOST_ATTEMPTS = 3;
/** How many cells may be played again, as a share of all. After that they are taken as they are, or not at all. */
const AGAIN = 0.5;
/**
 * A generator that is late once may have been held up. One that has been late at a point so much more often than in time is at its
 * limit there, and to play the point again would say the same.
 */
const MORE_OFTEN_LATE = 2;

export interface CourseOptions {
  /** How many there are. They are numbered from 1. */
  points: number;
  rounds: number;
  approaches: readonly string[];
  seed: number;
}

export interface NextCell {
  point: number;
  round: number;
  /** Where in the whole study, from 1. */
  played: number;
  /** Without those whose service died at this point. */
  approaches: readonly string[];
  /** It is not played again, whatever others do meanwhile. */
  isLast: boolean;
  /** A late generator is no reason to play it again, because it is late at this point anyway. */
  isLateAnyway: boolean;
}

export type SeenCell = { point: number; round: number; played: number } & (
  | { outcome: "taken"; isLate?: boolean }
  /** It counts for nothing: others disturbed it, its generator was late, or something broke off. */
  | { outcome: "disturbed" | "late" | "broke-off" }
  | { outcome: "service-died"; approach: string }
);

interface Cell {
  point: number;
  round: number;
  attempts: number;
  isOver: boolean;
}

export class SweepCourse {
  readonly #options: CourseOptions;
  /** By round, in the order in which their points have their turn. */
  readonly #rounds: readonly (readonly Cell[])[];
  /** By point, from 1. */
  readonly #alive: Map<number, readonly string[]>;
  /** Points at which something broke off whenever it was tried: no further round is tried. */
  readonly #givenUp = new Set<number>();
  /** By point: in how many cells more its generator was late than it was in time. */
  readonly #late = new Map<number, number>();
  #played = 0;
  #again = 0;

  constructor(options: CourseOptions, seen: readonly SeenCell[] = []) {
    this.#options = options;
    const { points, rounds, approaches, seed } = options;
    const numbers = Array.from({ length: points }, (_, i) => i + 1);
    this.#alive = new Map(numbers.map((point) => [point, approaches]));
    this.#rounds = Array.from({ length: rounds }, (_, i) => {
      const order = [...numbers];
      shuffle(order, seededRandom(seed, `order of the points in round ${i + 1}`));
      return order.map((point) => ({ point, round: i + 1, attempts: 0, isOver: false }));
    });
    for (const cell of seen.toSorted((a, b) => a.played - b.played)) this.take(cell);
  }

  /** Undefined: the study is done. A cell that is played again waits until the others of its round have had their turn. */
  next(): NextCell | undefined {
    for (const cells of this.#rounds) {
      const open = cells.filter((cell) => this.#isOpen(cell));
      if (open.length === 0) continue;
      const fewest = Math.min(...open.map(({ attempts }) => attempts));
      const { point, round, attempts } = open.find((cell) => cell.attempts === fewest)!;
      const isLast = attempts + 1 >= MOST_ATTEMPTS || this.#again >= this.#mostAgain;
      const isLateAnyway = isLast || (this.#late.get(point) ?? 0) >= MORE_OFTEN_LATE;
      return { point, round, played: this.#played + 1, approaches: this.#alive.get(point)!, isLast, isLateAnyway };
    }
    return undefined;
  }

  take(seen: SeenCell): void {
    this.#played++;
    const cell = this.#rounds[seen.round - 1]!.find(({ point }) => point === seen.point)!;
    const isLate = seen.outcome === "late" || (seen.outcome === "taken" && seen.isLate === true);
    if (isLate || seen.outcome === "taken")
      this.#late.set(seen.point, (this.#late.get(seen.point) ?? 0) + (isLate ? 1 : -1));
    if (seen.outcome === "taken") {
      cell.isOver = true;
      return;
    }
    if (seen.outcome === "service-died") {
      const left = this.#alive.get(seen.point)!.filter((name) => name !== seen.approach);
      this.#alive.set(seen.point, left);
      return; // the others are played at once, as if nothing had been
    }
    cell.attempts++;
    this.#again++;
    if (cell.attempts < MOST_ATTEMPTS && this.#again <= this.#mostAgain) return;
    cell.isOver = true;
    if (seen.outcome === "broke-off") this.#givenUp.add(seen.point);
  }

  /** The cells that are still to be played, if none is played again. */
  left(): Pick<NextCell, "point" | "round">[] {
    return this.#rounds.flatMap((cells) => cells.filter((cell) => this.#isOpen(cell)));
  }

  #isOpen({ point, isOver }: Cell): boolean {
    return !isOver && !this.#givenUp.has(point) && this.#alive.get(point)!.length > 0;
  }

  get #mostAgain(): number {
    return Math.ceil(this.#options.points * this.#options.rounds * AGAIN);
  }
}
