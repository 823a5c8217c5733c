/**
 * The sending half of at-least-once where each event is a request with an answer of its own: what the observer is told of
 * every attempt, and what becomes of an event whose attempt failed. Clients and the service share it.
 */
import type { Observer } from "../../transport.js";
import { heldBack, LEFT_ALONE, triedAgain } from "../reasons.js";
import type { Restraint } from "./restraint.js";
import { firstTry, type Retrier, type Tries } from "./retrier.js";
import type { Failure, Retry } from "./retry-delay.js";

interface FailedBefore extends Tries {
  /** Its bytes were handed to a socket. */
  wasSent: boolean;
}

export class Attempts<Key> {
  readonly #observer: Observer;
  readonly #retrier: Retrier | null;
  readonly #restraint: Restraint | undefined;
  readonly #settled: (client: number, index: number, key: Key) => void;
  /** The events that failed at least once and are not settled; most senders never have any. */
  readonly #failed = new Map<Key, FailedBefore>();

  /**
   * `retrier`: null: what failed is not sent again. `settled` is called before the observer is told. `restraint`: the
   * recipient lies beyond this machine; it is the retrier's queue as well.
   */
  constructor(
    observer: Observer,
    retrier: Retrier | null,
    settled: (client: number, index: number, key: Key) => void,
    restraint?: Restraint,
  ) {
    this.#observer = observer;
    this.#retrier = retrier;
    this.#settled = settled;
    this.#restraint = restraint;
  }

  /** The recipient has asked to be left alone, so nothing is sent now: `hold` takes it. */
  get isPaused(): boolean {
    return this.#restraint?.isPaused === true;
  }

  /** To be told before anything else is sent. */
  heard(failure: Failure): void {
    this.#restraint?.heard(failure);
  }

  /** What falls into a pause is sent after it under at-least-once, and refused otherwise; either way it is counted by name. */
  hold(client: number, index: number, key: Key, attempt: () => void): void {
    if (this.#retrier === null) {
      this.#settle(client, index, key);
      this.#observer.refused(client, index, LEFT_ALONE);
      return;
    }
    const tries = this.#failed.get(key) ?? { ...firstTry(), wasSent: false };
    this.#failed.set(key, tries);
    this.#observer.problem(heldBack(LEFT_ALONE));
    this.#retrier.hold(tries, attempt);
  }

  /** An attempt is about to be written: before, as the recipient may have the event before `write` returns. */
  writing(client: number, index: number, key: Key): void {
    const failed = this.#failed.size > 0 ? this.#failed.get(key) : undefined;
    if (failed?.wasSent) this.#observer.retried(client, index);
    else this.#observer.sent(client, index);
    if (failed) failed.wasSent = true;
  }

  succeeded(client: number, index: number, key: Key): void {
    this.#settle(client, index, key);
    this.#observer.acked(client, index);
  }

  /** `wasSent`: this attempt's bytes were handed to a socket. `attempt`: makes the next; see Retrier.again. */
  failed(
    client: number,
    index: number,
    key: Key,
    failure: Failure,
    wasSent: boolean,
    attempt: (fresh: boolean, retry: Retry) => void,
  ): void {
    if (this.#retrier !== null) {
      const tries = this.#failed.get(key) ?? { ...firstTry(), wasSent };
      this.#failed.set(key, tries);
      if (this.#retrier.again(tries, client, index, failure, attempt)) {
        this.#observer.problem(triedAgain(failure.reason));
        return;
      }
    }
    this.#settle(client, index, key);
    this.#observer.refused(client, index, failure.reason);
  }

  /** Events that wait for their next attempt. */
  *waiting(): Iterable<Key> {
    for (const [key, { waiting }] of this.#failed) if (waiting) yield key;
  }

  /** Forgets what waits; nobody is told. */
  close(): void {
    this.#retrier?.close();
    this.#failed.clear();
  }

  #settle(client: number, index: number, key: Key): void {
    if (this.#failed.size > 0) this.#failed.delete(key);
    this.#settled(client, index, key);
  }
}
