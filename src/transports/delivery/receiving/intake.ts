/**
 * The receiving half of a guarantee, for the service and for clients, by every transport: an event that was taken before is
 * dropped, a new one is written down where that is promised, taken, acknowledged and passed on, in this order.
 */
import type { Misbehaviour, Observer } from "../../transport.js";
import { type Arrival, type Handler, Handling, type HandlingOptions, type Refusal } from "./handling.js";
import type { Fate } from "./lasting-faults.js";

/** What an event came over: answers its sender in the words of the wire. */
export interface Peer {
  /** It was taken, or had been before. Under at-most-once nobody may wait for this answer. */
  ack(arrival: Arrival): void;
  refuse(arrival: Arrival, refusal: Refusal): void;
  /** Under at-most-once nobody sends an event twice: somebody plays back what they heard. */
  replayed(arrival: Arrival): void;
  /** It was not taken because the handler threw that. */
  failed(arrival: Arrival, error: Error): void;
  /** Ends the connection without a goodbye. */
  reset(): void;
}

export interface Arrived extends Arrival {
  readonly peer: Peer;
}

/** What was taken, by each sender's own ids. */
export interface Known {
  has(client: number, number: number): boolean;
  add(client: number, number: number): void;
}

export interface IntakeOptions<A extends Arrived> extends HandlingOptions {
  observer: Observer;
  /** Whether a copy comes from a sender that has not seen the acknowledgement. */
  acknowledged: boolean;
  /** Undefined: whatever comes is new. */
  known: Known | undefined;
  /** The recipient as the observer knows it. */
  recipientOf(arrival: A): number;
  /** Makes ready to take it, e.g. writes it down; returns why that cannot be done now. */
  prepare?(arrival: A): Refusal | undefined;
  /** May throw: then the event is not taken, and no other suffers. */
  take(arrival: A): void;
  /** Behind the acknowledgement: nobody waits for it. */
  passOn?(arrival: A): void;
}

export class Intake<A extends Arrived> implements Handler<A> {
  readonly #options: IntakeOptions<A>;
  readonly #handling: Handling<A>;

  constructor(options: IntakeOptions<A>) {
    this.#options = options;
    this.#handling = new Handling<A>(this, options);
  }

  /** Events that have come and are not taken yet. */
  get pending(): number {
    return this.#handling.pending;
  }

  /** A fault lasts that touches events; else nobody need ask for their fates. */
  get isFaulty(): boolean {
    return this.#handling.isFaulty;
  }

  /** See Handling.fateOf. */
  fateOf(client: number, index: number): Fate {
    return this.#handling.fateOf(client, index);
  }

  /** An event that is whole and its sender's own. */
  receive(arrival: A, fate?: Fate): void {
    this.#handling.receive(arrival, fate);
  }

  /** It was taken by an earlier process. */
  restore(client: number, number: number): void {
    this.#options.known?.add(client, number);
  }

  misbehave(how: Misbehaviour | null): void {
    this.#handling.misbehave(how);
  }

  /** Bytes per second that this client reads at most; undefined: as many as come. */
  readingSpeed(client: number): number | undefined {
    return this.#handling.readingSpeed(client);
  }

  /** The connection with that client is new. */
  reconnected(client: number): void {
    this.#handling.reconnected(client);
  }

  stop(): void {
    this.#handling.stop();
  }

  isKnown(client: number, number: number): boolean {
    return this.#options.known?.has(client, number) ?? false;
  }

  take(arrival: A): void {
    const { client, number, peer } = arrival;
    if (this.isKnown(client, number)) {
      this.#takeAgain(arrival);
      return;
    }
    try {
      const refusal = this.#options.prepare?.(arrival);
      if (refusal !== undefined) {
        this.#handling.refuse(arrival, refusal);
        return;
      }
      this.#options.take(arrival);
    } catch (error) {
      peer.failed(arrival, error as Error);
      return;
    }
    this.#options.known?.add(client, number);
    peer.ack(arrival);
    this.#options.passOn?.(arrival);
  }

  refuse(arrival: A, refusal: Refusal): void {
    arrival.peer.refuse(arrival, refusal);
  }

  reset({ peer }: A): void {
    peer.reset();
  }

  #takeAgain(arrival: A): void {
    const { acknowledged, observer, recipientOf } = this.#options;
    if (!acknowledged) {
      arrival.peer.replayed(arrival);
      return;
    }
    observer.suppressed(recipientOf(arrival), arrival.index);
    arrival.peer.ack(arrival);
  }
}
