/**
 * What one client sends, as its guarantee has it: every event from being handed in until it is acked or refused, over as many attempts
 * as it takes, where each is a request with an answer of its own. Over which connections it goes is the affair of each wire.
 */
import type { Observer, Outstanding } from "../../transport.js";
import type { Attempts } from "./attempts.js";
import type { Failure, Retry } from "./retry-delay.js";

/** What all senders of a process have in common. */
export interface EventSenderSettings<Message> {
  readonly observer: Observer;
  /** By `keyOf`. */
  readonly attempts: Attempts<number>;
  /** The same event for another attempt: a new timestamp, a new signature. `retry` is absent where no attempt was made before. */
  encodeAgain(client: number, index: number, message: Message, retry?: Retry): Message;
}

/** More event numbers than there are. */
const EVENTS_PER_CLIENT = 2 ** 32;

/** One number for an event of a client: a text of the two would cost more than the rest. */
const keyOf = (client: number, index: number): number => client * EVENTS_PER_CLIENT + index;

export const outstandingOf = (key: number): Outstanding => [
  Math.floor(key / EVENTS_PER_CLIENT),
  key % EVENTS_PER_CLIENT,
];

export abstract class EventSender<Message> {
  readonly client: number;
  readonly #settings: EventSenderSettings<Message>;
  #unanswered = 0;

  constructor(client: number, settings: EventSenderSettings<Message>) {
    this.client = client;
    this.#settings = settings;
  }

  /** Opens a first connection. Rejects with the error of connecting. */
  abstract open(): Promise<void>;
  /** Events on a connection or in the queue for one. */
  abstract underWay(): Iterable<number>;
  /** Ends what has waited for too long, for an answer or for a request. */
  abstract expire(busySinceMs: number, idleSinceMs: number): void;
  /** Resets every connection. */
  abstract dropConnections(): void;
  /** As many wait for a connection as may. */
  protected abstract get isFull(): boolean;
  /** Has it sent, or wait for a connection. `fresh`: not on one that was kept. */
  protected abstract place(index: number, message: Message, fresh: boolean): void;

  /** Events handed in that are neither acked nor refused. */
  get pending(): number {
    return this.#unanswered;
  }

  send(index: number, message: Message): void {
    if (this.isFull) {
      this.#settings.observer.refused(this.client, index, "client queue full");
      return;
    }
    this.#unanswered++;
    this.#start(index, message, false);
  }

  /** An event is acked or refused. */
  settled(): void {
    this.#unanswered--;
  }

  /** Ends every connection and forgets what is unanswered; reports nothing any more. */
  close(): void {
    this.#unanswered = 0;
  }

  /** True: the recipient asked to be left alone, so the event is not sent now. */
  protected putOff(index: number, message: Message, fresh: boolean): boolean {
    const { attempts, encodeAgain } = this.#settings;
    if (!attempts.isPaused) return false;
    const { client } = this;
    attempts.hold(client, index, keyOf(client, index), () =>
      this.#start(index, encodeAgain(client, index, message), fresh),
    );
    return true;
  }

  /** An attempt is about to be written. */
  writing(index: number): void {
    this.#settings.attempts.writing(this.client, index, keyOf(this.client, index));
  }

  protected succeeded(index: number): void {
    this.#settings.attempts.succeeded(this.client, index, keyOf(this.client, index));
  }

  /** To be told before anything else is sent. */
  protected heard(failure: Failure): void {
    this.#settings.attempts.heard(failure);
  }

  /** `wasSent`: this attempt's bytes were handed to a socket. */
  protected failedAttempt(index: number, message: Message, failure: Failure, wasSent: boolean): void {
    const { attempts, encodeAgain } = this.#settings;
    const { client } = this;
    attempts.failed(client, index, keyOf(client, index), failure, wasSent, (fresh, retry) =>
      this.#start(index, encodeAgain(client, index, message, retry), fresh),
    );
  }

  #start(index: number, message: Message, fresh: boolean): void {
    if (!this.putOff(index, message, fresh)) this.place(index, message, fresh);
  }
}
