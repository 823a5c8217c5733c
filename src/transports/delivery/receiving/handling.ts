/**
 * What becomes of an event that has come whole to its recipient: as a rule it is taken at once. While a fault lasts it may be
 * refused, reset, or taken late; behind one that was refused for now it is passed over. One for the service or for all the
 * clients of a driver, by every transport.
 */
import type { Misbehaviour } from "../../transport.js";
import { DueQueue } from "../due-queue.js";
import { type Fate, LastingFaults } from "./lasting-faults.js";
import { RefusalOrders } from "./refusal-orders.js";

export interface Arrival {
  /** Who sent it to the service, or who receives it from there. */
  readonly client: number;
  readonly index: number;
  /** By which copies of it are known: its index, or where two senders' events may meet, see Namesakes. */
  readonly number: number;
}

/** How an event is not taken, this time. */
export interface Refusal {
  reason: string;
  /** As a webhook's answer says it. */
  status: 429 | 500 | 503;
  /** Absent: its sender chooses when it tries again. */
  retryAfterSeconds?: number | undefined;
}

export interface Handler<A extends Arrival> {
  /** It was taken before. */
  isKnown(client: number, number: number): boolean;
  take(arrival: A): void;
  refuse(arrival: A, refusal: Refusal): void;
  /** Resets the connection that it came over. */
  reset(arrival: A): void;
}

export interface HandlingOptions {
  /** Whether the events of a client are taken in the order in which they come; else each is an exchange of its own. */
  keepsOrder: boolean;
  /** How long a sender tries what was refused for now; undefined: it does not try again. */
  patienceMs?: number | undefined;
  delayed?: DueQueue;
}

/** The events of one client that a slow handler is at work on. */
interface AtWork {
  /** When each is taken, by its number. */
  dueMs: Map<number, number>;
  lastDueMs: number;
  count: number;
}

export class Handling<A extends Arrival> {
  readonly #handler: Handler<A>;
  readonly #keepsOrder: boolean;
  /** Undefined where nothing that was refused comes again in its place. */
  readonly #orders: RefusalOrders | undefined;
  readonly #faults = new LastingFaults();
  readonly #delayed: DueQueue;
  readonly #atWork = new Map<number, AtWork>();

  constructor(handler: Handler<A>, { keepsOrder, patienceMs, delayed = new DueQueue() }: HandlingOptions) {
    this.#handler = handler;
    this.#keepsOrder = keepsOrder;
    this.#orders = keepsOrder && patienceMs !== undefined ? new RefusalOrders(patienceMs) : undefined;
    this.#delayed = delayed;
  }

  /** Events that have come and are not taken yet. */
  get pending(): number {
    return this.#delayed.size;
  }

  /** What lasts from now on; null: nothing. What a slow handler is at work on keeps its whole delay. */
  misbehave(how: Misbehaviour | null): void {
    this.#faults.change(how);
  }

  get isFaulty(): boolean {
    return this.#faults.touchEvents;
  }

  readingSpeed(client: number): number | undefined {
    return this.#faults.readingSpeed(client);
  }

  /** For those who learn whose event it is before they have read it whole. Counts as an attempt. */
  fateOf(client: number, index: number, number = index): Fate {
    if (!this.#faults.touchEvents || this.#isCopy(client, number)) return "take";
    return this.#faults.fateOf(client, index);
  }

  /** `fate`: where it was asked for before. */
  receive(arrival: A, fate?: Fate): void {
    const isUsual = !this.#faults.touchEvents && this.#atWork.size === 0 && !this.#orders?.size;
    if (isUsual) this.#handler.take(arrival);
    else this.#receive(arrival, fate);
  }

  /**
   * Refuses what turns out, while it is being taken, not to be possible now. What a slow handler is at work on behind it is
   * passed over as well: it comes again.
   */
  refuse(arrival: A, refusal: Refusal): void {
    if (this.#orders !== undefined) this.#atWork.delete(arrival.client);
    this.#refuse(arrival, refusal);
  }

  /** The connection with that client is new: it sends again whatever was not acknowledged, in order. */
  reconnected(client: number): void {
    this.#orders?.reconnected(client);
  }

  stop(): void {
    this.#delayed.clear();
    this.#atWork.clear();
  }

  #receive(arrival: A, asked: Fate | undefined): void {
    const { client, index, number } = arrival;
    const isCopy = this.#isCopy(client, number);
    if (!isCopy && this.#orders?.holdsBack(client, index)) return;
    const fate = asked ?? (isCopy ? "take" : this.#faults.fateOf(client, index));
    if (fate === "reset") this.#handler.reset(arrival);
    else if (fate === "refuse" && this.#faults.refuse) this.#refuseAsAsked(arrival, this.#faults.refuse);
    else this.#takeInTime(arrival);
  }

  #refuseAsAsked(arrival: A, { status, retryAfterSeconds }: NonNullable<Misbehaviour["refuse"]>): void {
    this.#refuse(arrival, { reason: `refused: ${status}`, status, retryAfterSeconds });
  }

  #refuse(arrival: A, refusal: Refusal): void {
    this.#orders?.refused(arrival.client, arrival.index);
    this.#handler.refuse(arrival, refusal);
  }

  /** Of an event that was taken, or is about to be: it meets no fate of its own. */
  #isCopy(client: number, number: number): boolean {
    return this.#handler.isKnown(client, number) || (this.#atWork.get(client)?.dueMs.has(number) ?? false);
  }

  /** Never before what came before it, where the order is kept; a copy never before the first. */
  #takeInTime(arrival: A): void {
    const { client, number } = arrival;
    const { delayMs } = this.#faults;
    const atWork = this.#atWork.get(client);
    const notBeforeMs = this.#keepsOrder ? atWork?.lastDueMs : atWork?.dueMs.get(number);
    if (delayMs === 0 && notBeforeMs === undefined) this.#handler.take(arrival);
    else this.#takeAt(Math.max(this.#delayed.nowMs + delayMs, notBeforeMs ?? 0), arrival);
  }

  #takeAt(dueMs: number, arrival: A): void {
    const { client, number } = arrival;
    const atWork = this.#atWork.get(client) ?? { dueMs: new Map(), lastDueMs: 0, count: 0 };
    this.#atWork.set(client, atWork);
    atWork.dueMs.set(number, dueMs);
    atWork.lastDueMs = Math.max(atWork.lastDueMs, dueMs);
    atWork.count++;
    this.#delayed.at(dueMs, () => {
      if (this.#atWork.get(client) !== atWork) return; // passed over
      if (atWork.dueMs.get(number) === dueMs) atWork.dueMs.delete(number);
      if (--atWork.count === 0) this.#atWork.delete(client);
      this.#handler.take(arrival);
    });
  }
}
