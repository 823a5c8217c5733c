/** How much a gate may play, in rounds and in minutes. */
import { PushbenchError } from "../errors.js";
import { LAST_LOOK_ROUNDS } from "../gate/looks.js";
import { MS_PER_MINUTE } from "../units.js";

export interface BudgetLimits {
  /** There are at most the rounds of the last look, because more would be another look. */
  rounds: number;
  minutes: number | undefined;
}

export class Budget {
  readonly #limits: BudgetLimits;
  readonly #nowMs: () => number;
  #startMs = 0;

  /** Throws PushbenchError usage for limits that cannot be kept. */
  constructor(limits: BudgetLimits, nowMs: () => number) {
    const { rounds, minutes } = limits;
    if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= LAST_LOOK_ROUNDS)) {
      throw new PushbenchError(
        "usage",
        `--rounds-limit must be a whole number from 1 to ${LAST_LOOK_ROUNDS}, got ${rounds}.`,
      );
    }
    if (minutes !== undefined && !(minutes > 0)) {
      throw new PushbenchError("usage", `--minutes must be above 0, got ${minutes}.`);
    }
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** Starts the clock. */
  begin(): void {
    this.#startMs = this.#nowMs();
  }

  get rounds(): number {
    return this.#limits.rounds;
  }

  /** The minutes since `begin`, by a clock that nobody sets. */
  get spentMinutes(): number {
    return (this.#nowMs() - this.#startMs) / MS_PER_MINUTE;
  }

  /** Whether another round after `played` ones would not fit, if it takes as long as those did. */
  isSpent(played: number): boolean {
    const { rounds, minutes = Number.POSITIVE_INFINITY } = this.#limits;
    return played >= rounds || this.spentMinutes * (1 + 1 / played) > minutes;
  }
}
