/**
 * What happens in a run, as one typed stream. The result file, the progress line and users of the library listen to it. A listener
 * is told and answers nothing. The only thing that a run asks is whether its rounds are enough, and that is a question of its own
 * (BenchRequest.isEnough), because a decision has exactly one owner and the run waits for it.
 */
import type { HostProgress } from "../fleet/coordinator/host-progress.js";
import type { Phase } from "../processes/slice-plan.js";
import type { Address, Result, Warning } from "../result/result.js";
import type { WarmUpBlock } from "./warm-up/warm-up-course.js";

/** `result` is the run's own, as it is now. Listeners may read it but must not change it. */
export type RunEvent =
  | { type: "run-started"; result: Result }
  | { type: "round-started"; round: number }
  /** So many of the clients are connected by now. It is told twice a second where connecting takes longer. */
  | ClientsConnected
  /** Only of a fleet: who plays, and how far each is. A new state is told at once, and the rest of it twice a second at most. */
  | HostsChanged
  | SliceFinished
  /** The round is the last of `result.rounds`. */
  | { type: "round-finished"; result: Result }
  /** Each code and address is told once, when it first applies. The result has the final words. */
  | { type: "warning"; warning: Warning }
  /** The result's state says how the run ended. Nothing is told after it. */
  | { type: "run-ended"; result: Result };

export interface ClientsConnected extends Address {
  type: "clients-connected";
  round: number;
  connected: number;
  clients: number;
}

export interface HostsChanged {
  type: "hosts-changed";
  round: number;
  /** All who play in this round, each with the number of clients that it plays: 0 where the services are. */
  hosts: (HostProgress & { clients: number })[];
}

export interface SliceFinished extends SliceSummary, WarmUpBlock {
  type: "slice-finished";
  round: number;
  /** How much of the round's measured slices is played, 0…1. */
  doneRatio: number;
}

/** What the progress line shows of a slice. */
export interface SliceSummary extends Address {
  phase: Phase;
  /** How many events the schedule has in it. Undefined in a closed loop, which has no schedule. */
  eventsDue: number | undefined;
  /** Undefined in a run without events. */
  deliveriesPerSecond: number | undefined;
  latencyP50Ns: number | undefined;
  latencyP99Ns: number | undefined;
}

export type RunListener = (event: RunEvent) => void;

export class RunEvents {
  readonly #keeper: RunListener;
  readonly #listeners: Set<RunListener>;
  readonly #warned = new Set<string>();

  /**
   * `keeper` keeps the result. It is told first, and an error of it breaks the run off, because rounds that cannot be kept
   * are lost.
   */
  constructor(keeper: RunListener, listeners: readonly RunListener[]) {
    this.#keeper = keeper;
    this.#listeners = new Set(listeners);
  }

  /** Everybody is told of the end, also where the keeper could not keep it. */
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

  /** Tells of the warnings of which it has not told yet. */
  warn(warnings: readonly Warning[]): void {
    for (const warning of warnings) {
      const { code, approach, arm } = warning;
      const key = JSON.stringify([code, approach, arm]);
      if (this.#warned.has(key)) continue;
      this.#warned.add(key);
      this.tell({ type: "warning", warning });
    }
  }

  /** A listener with a defect misses the rest of the events, but the run never loses its result. */
  #tell(listener: RunListener, event: RunEvent): void {
    const drop = (error: unknown): void => {
      if (!this.#listeners.delete(listener)) return;
      const { stack = String(error) } = Object(error) as Error;
      process.emitWarning(`A listener of the run failed and is told nothing more: ${stack}`);
    };
    try {
      // It may be an async function nevertheless, whose rejection would end the process.
      Promise.resolve(listener(event)).catch(drop);
    } catch (error) {
      drop(error);
    }
  }
}
