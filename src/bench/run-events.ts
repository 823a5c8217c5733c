/**
 * What happens in a run, as one typed stream. The result file, the progress line and users of the library listen to it. A listener
 * is told and answers nothing: the one thing that a run asks, whether its rounds are enough, is a question of its own
 * (BenchRequest.isEnough), for a decision has exactly one owner and the run waits for it.
 */
import type { Phase } from "../processes/slice-plan.js";
import type { Address, Result, Warning } from "../result/result.js";
import type { WarmUpBlock } from "./warm-up/warm-up-course.js";

/** `result` is the run's own as it stands: read it, do not change it. */
export type RunEvent =
  | { type: "run-started"; result: Result }
  | { type: "round-started"; round: number }
  | SliceFinished
  /** The round is the last of `result.rounds`. */
  | { type: "round-finished"; result: Result }
  /** Told once of each code and address, when it first applies; the result has the words that hold in the end. */
  | { type: "warning"; warning: Warning }
  /** The result's state says how. Nothing is told after it. */
  | { type: "run-ended"; result: Result };

export interface SliceFinished extends SliceSummary, WarmUpBlock {
  type: "slice-finished";
  round: number;
  /** How much of the round's measured slices is played, 0…1. */
  doneRatio: number;
}

/** What the progress line shows of a slice. */
export interface SliceSummary extends Address {
  phase: Phase;
  deliveriesPerSecond: number;
  latencyP50Ns: number | undefined;
  latencyP99Ns: number | undefined;
}

export type RunListener = (event: RunEvent) => void;

export class RunEvents {
  readonly #keeper: RunListener;
  readonly #listeners: Set<RunListener>;
  readonly #warned = new Set<string>();

  /** `keeper`: of the result. It is told first, and what it throws breaks the run off: rounds that cannot be kept are lost. */
  constructor(keeper: RunListener, listeners: readonly RunListener[]) {
    this.#keeper = keeper;
    this.#listeners = new Set(listeners);
  }

  /** The end is told to everybody, also where the keeper could not keep it. */
  tell(event: RunEvent): void {
    let isKept = false;
    try {
      this.#keeper(event);
      isKept = true;
    } finally {
      if (isKept || event.type === "run-ended") for (const listener of this.#listeners) this.#tell(listener, event);
      if (event.type === "run-ended") this.#listeners.clear(); // a round that was broken off may still be ending
    }
  }

  /** Tells of those warnings that it has not told of yet. */
  warn(warnings: readonly Warning[]): void {
    for (const warning of warnings) {
      const { code, approach, arm } = warning;
      const key = JSON.stringify([code, approach, arm]);
      if (this.#warned.has(key)) continue;
      this.#warned.add(key);
      this.tell({ type: "warning", warning });
    }
  }

  /** A defect in a listener costs it the rest of the events, never the run its result. */
  #tell(listener: RunListener, event: RunEvent): void {
    const drop = (error: unknown): void => {
      if (!this.#listeners.delete(listener)) return;
      const { stack = String(error) } = Object(error) as Error;
      process.emitWarning(`A listener of the run failed and is told nothing more: ${stack}`);
    };
    try {
      // It may be an async function all the same, whose rejection would end the process.
      Promise.resolve(listener(event)).catch(drop);
    } catch (error) {
      drop(error);
    }
  }
}
