/** A sender's second tries, as at-least-once demands them: when, and how often, on one timer for all that wait. */
import { mix32, seededRandom } from "../../../random.js";
import { DueQueue } from "../due-queue.js";
import { type Failure, type Retries, type Retry, retryDelayMs } from "./retry-delay.js";

/** What has become of one event so far; made when its first attempt fails. */
export interface Tries {
  /** Attempts of the schedule that failed. */
  failures: number;
  /** Its last attempt failed on a kept connection, and the one that follows is beside the schedule. */
  wasStale: boolean;
  /** It waits for its next attempt. */
  waiting: boolean;
}

export const firstTry = (): Tries => ({ failures: 0, wasStale: false, waiting: false });

export class Retrier {
  readonly #retries: Retries;
  readonly #keepsConnections: boolean;
  readonly #queue: Pick<DueQueue, "after" | "clear">;

  /** `keepsConnections`: what fails on one that was kept may be the fault of neither side. */
  constructor(retries: Retries, keepsConnections: boolean, queue: Pick<DueQueue, "after" | "clear"> = new DueQueue()) {
    this.#retries = retries;
    this.#keepsConnections = keepsConnections;
    this.#queue = queue;
  }

  /**
   * Has `attempt` called when it is time for the next one, never from inside this call; false: given up. A kept
   * connection that the recipient closed under the request is no fault of either side: the event is sent again at once,
   * as Svix does, and the schedule does not count it. `fresh`: not on another kept connection, which may be closing, too.
   */
  again(
    tries: Tries,
    client: number,
    index: number,
    failure: Failure,
    attempt: (fresh: boolean, retry: Retry) => void,
  ): boolean {
    const delayMs = this.#delayMs(tries, client, index, failure);
    if (delayMs === null) return false;
    this.#later(tries, delayMs, () => attempt(tries.wasStale, { number: Math.max(1, tries.failures), failure }));
    return true;
  }

  /** Has `attempt` called as soon as the queue lets it; nothing has failed. */
  hold(tries: Tries, attempt: () => void): void {
    this.#later(tries, 0, attempt);
  }

  #later(tries: Tries, delayMs: number, attempt: () => void): void {
    tries.waiting = true;
    this.#queue.after(delayMs, () => {
      tries.waiting = false;
      attempt();
    });
  }

  /** Forgets what waits. */
  close(): void {
    this.#queue.clear();
  }

  #delayMs(tries: Tries, client: number, index: number, failure: Failure): number | null {
    if (failure.kind === "stale" && this.#keepsConnections && !tries.wasStale) {
      tries.wasStale = true;
      return 0;
    }
    tries.wasStale = false;
    tries.failures++;
    const draw = seededRandom(mix32(index ^ mix32(client)) + tries.failures, "retries").next();
    return retryDelayMs(this.#retries, tries.failures, failure, draw);
  }
}
