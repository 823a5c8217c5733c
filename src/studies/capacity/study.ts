/**
 * A search for each approach, side by side: in a block every approach that still needs trials has one, in an order drawn anew, so that
 * a drift of the machine meets all of them. Pure: the record of a trial goes in, the next trial or the answers come out. A study that
 * was broken off goes on where its records end.
 */
import { seededRandom } from "../../random.js";
import { shuffle } from "../../shuffle.js";
import { capacityRatio, type RatioInterval } from "./ratio.js";
import type { ApproachAnswer, CapacityRecord, TrialRecord } from "./record.js";
import { CapacitySearch, type Excuse, type SearchOptions } from "./search.js";

export interface StudyOptions extends SearchOptions {
  /** Names, in the order of the scenario. */
  approaches: readonly string[];
  reference: string;
  seed: number;
}

export type NextTrial = Pick<TrialRecord, "number" | "block" | "approach" | "rate">;
type PlayedTrial = Pick<TrialRecord, "block" | "approach" | "rate" | "outcome" | "reasons">;

interface Course {
  search: CapacitySearch;
  counted: number;
  inVain: number;
}

export class CapacityStudy {
  readonly #options: StudyOptions;
  readonly #courses: ReadonlyMap<string, Course>;
  #last: { block: number; approach: string } | undefined;
  #played = 0;

  constructor(options: StudyOptions, played: readonly PlayedTrial[] = []) {
    this.#options = options;
    this.#courses = new Map(
      options.approaches.map((name) => [name, { search: new CapacitySearch(options), counted: 0, inVain: 0 }]),
    );
    for (const trial of played) this.take(trial);
  }

  /** Undefined: every approach has its answer. */
  next(): NextTrial | undefined {
    const rest = this.#last === undefined ? [] : this.#orderOf(this.#last.block);
    const thisBlock = rest.slice(rest.indexOf(this.#last?.approach ?? "") + 1);
    return this.#firstOf(thisBlock, this.#last?.block ?? 0) ?? this.#nextBlock((this.#last?.block ?? 0) + 1);
  }

  take({ block, approach, rate, outcome, reasons }: PlayedTrial): void {
    const course = this.#courses.get(approach)!;
    this.#played++;
    this.#last = { block, approach };
    if (outcome === "not-counted") {
      course.inVain++;
      course.search.excuse(rate, reasons[0]!.code as Excuse);
    } else {
      course.counted++;
      course.search.add({ rate, passed: outcome === "passed" });
    }
  }

  /** About how much of the study is played, 0…1. */
  get doneRatio(): number {
    const courses = [...this.#courses.values()];
    const done = ({ search, counted }: Course): number =>
      search.nextRate() === undefined ? 1 : counted / this.#options.trials;
    return courses.reduce((sum, course) => sum + done(course), 0) / courses.length;
  }

  findings(): Pick<CapacityRecord, "answers" | "ratios"> {
    return { answers: this.#answers(), ratios: this.#ratios() };
  }

  /** What the trials so far say of each approach's capacity. */
  posteriors(): { approach: string; shares: { rate: number; share: number }[] }[] {
    return [...this.#courses].map(([approach, { search }]) => ({ approach, shares: search.posterior() }));
  }

  #answers(): ApproachAnswer[] {
    return [...this.#courses].map(([approach, { search, counted, inVain }]) => ({
      approach,
      answer: search.answer(),
      counted,
      inVain,
    }));
  }

  /** Where one of the two was not found there is none: a ratio of bounds is a bound, and reads like a ratio. */
  #ratios(): ({ approach: string } & RatioInterval)[] {
    const { reference } = this.#options;
    const found = [...this.#courses].filter(([, { search }]) => search.answer().kind === "found");
    const divisor = found.find(([approach]) => approach === reference)?.[1].search.density();
    if (divisor === undefined) return [];
    return found
      .filter(([approach]) => approach !== reference)
      .map(([approach, { search }]) => ({ approach, ...capacityRatio(search.density(), divisor) }));
  }

  #nextBlock(block: number): NextTrial | undefined {
    return this.#firstOf(this.#orderOf(block), block);
  }

  #firstOf(approaches: readonly string[], block: number): NextTrial | undefined {
    for (const approach of approaches) {
      const rate = this.#courses.get(approach)!.search.nextRate();
      if (rate !== undefined) return { number: this.#played + 1, block, approach, rate };
    }
    return undefined;
  }

  #orderOf(block: number): string[] {
    const order = [...this.#options.approaches];
    shuffle(order, seededRandom(this.#options.seed, `order of block ${block}`));
    return order;
  }
}

/** As far as it was played. */
export const studyOf = ({ question, reference, trials }: CapacityRecord): CapacityStudy => {
  const { scenario } = question;
  const approaches = scenario.approaches.map(({ name }) => name);
  return new CapacityStudy({ ...question, approaches, reference, seed: scenario.run.seed }, trials);
};
