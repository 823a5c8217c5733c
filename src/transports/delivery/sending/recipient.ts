/** One client as the service sees it under at-least-once: what it is still owed, and whether it is connected or away. */

import type { Journal, Observer } from "../../transport.js";
import type { DueQueue } from "../due-queue.js";
import { NO_ACK_IN_TIME, triedAgain } from "../reasons.js";
import { noteSettled } from "../settlements.js";
import { MOST_HELD_BYTES, Outbox, type OutboxLimits, type OutboxOwner } from "./outbox.js";

/** An event on its way to the members of a room; one object and one buffer for all of them. */
export interface RoomEvent {
  index: number;
  sender: number;
  /** The event's number in the room, from 1. It is 0 under at-most-once. */
  seq: number;
  /** As the wire writes it. */
  message: Buffer;
  /** Of the message. */
  length: number;
  /** An earlier process of this service accepted it, and may have sent it. */
  restored: boolean;
}

/** A connection over which a client receives events. */
export interface Downlink {
  readonly client: number;
  readonly isOpen: boolean;
  /** Bytes that wait in this process for the client. */
  readonly bufferedBytes: number;
  sendEvent(event: RoomEvent): void;
  /** Events up to that number are lost to this client. */
  sendGap(throughSeq: number): void;
  /** Ends it because the client reads too slowly; it may come back and resume. */
  closeSlow(): void;
}

/** What all recipients of a service share. */
export interface RecipientContext {
  /** By client number; undefined: it is not connected. */
  links: readonly (Downlink | undefined)[];
  limits: OutboxLimits;
  historyEvents: number;
  maxBufferedBytes: number;
  waiting: DueQueue;
  observer: Observer;
  journal: Journal | undefined;
}

export class Recipient implements OutboxOwner<RoomEvent> {
  readonly client: number;
  readonly #context: RecipientContext;
  readonly #outbox: Outbox<RoomEvent>;
  /** It came back and gets what it missed: no slow consumer for that. */
  #catchingUp = false;
  #awaySinceTick = 0;
  #givenUp = false;
  /** Of the last event that is lost to it and that it was not told of. */
  #lostThroughSeq = 0;

  constructor(client: number, context: RecipientContext) {
    this.client = client;
    this.#context = context;
    this.#outbox = new Outbox(this, context.limits);
  }

  /** Deliveries that it has not acknowledged. */
  get owed(): number {
    return this.#outbox.size;
  }

  /** Their event numbers. */
  owedEvents(): Iterable<number> {
    return this.#outbox.indexes();
  }

  /** Bytes that could not be sent since it caught up. */
  get waitingBytes(): number {
    return this.#catchingUp ? 0 : this.#outbox.waitingBytes;
  }

  deliver(event: RoomEvent): void {
    if (this.#givenUp) {
      this.gaveUp(event.index, event, "not connected");
      return;
    }
    this.#outbox.push(event.index, event);
    const { historyEvents } = this.#context;
    while (this.#outbox.size > historyEvents || (this.#outbox.heldBytes > MOST_HELD_BYTES && this.#outbox.size > 1))
      this.#outbox.giveUpOldest("the history no longer reaches back");
  }

  /** False: the event waits for no ack, nor can it be the second ack of one that was sent twice. */
  acked(index: number): boolean {
    if (!this.#outbox.acked(index)) return this.#outbox.hasRetried && index >= 0;
    if (this.#outbox.waitingBytes === 0) this.#catchingUp = false;
    this.#settle(index);
    return true;
  }

  /** It has every event of its room up to that number. False: none of them waits for an acknowledgement. */
  ackedThrough(throughSeq: number): boolean {
    const acked = this.#outbox.ackedFirst(({ seq }, wasSent) => seq <= throughSeq && wasSent);
    if (this.#outbox.waitingBytes === 0) this.#catchingUp = false;
    for (const index of acked) this.#settle(index);
    return acked.length > 0 || this.#outbox.hasRetried;
  }

  /** It will never take this event, or not now. False: the event waits for no ack. */
  refused(index: number, reason: string, retryAfterSeconds: number | null | undefined): boolean {
    if (retryAfterSeconds === undefined) return this.#outbox.giveUp(index, reason);
    const isAwaited = this.#outbox.refusedForNow(index, retryAfterSeconds ?? undefined);
    if (isAwaited) this.#context.observer.problem(triedAgain(reason));
    return isAwaited;
  }

  /** It is connected again and has had events up to that number. Returns up to which event others are lost to it, or 0. */
  returned(throughSeq: number): number {
    this.#givenUp = false;
    const wasHad = ({ seq, restored }: RoomEvent, wasSent: boolean): boolean =>
      seq <= throughSeq && (wasSent || restored);
    for (const index of this.#outbox.ackedWhere(wasHad)) this.#settle(index);
    const lost = this.#lostThroughSeq;
    this.#lostThroughSeq = 0;
    return lost;
  }

  /** Sends what it missed. */
  catchUp(): void {
    this.#catchingUp = this.#outbox.size > 0;
    this.#outbox.reconnected();
  }

  left(): void {
    this.#awaySinceTick = this.#context.limits.ticker.tick;
  }

  giveUp(reason: string): void {
    this.#givenUp = true;
    this.#outbox.giveUpAll(reason);
  }

  /** To be called at every tick. */
  sweep(sessionTicks: number): void {
    const { links, limits } = this.#context;
    const isAway = links[this.client] === undefined;
    if (isAway && !this.#givenUp && limits.ticker.tick - this.#awaySinceTick > sessionTicks) {
      this.giveUp("away for longer than a session is kept");
    } else this.#outbox.sweep();
  }

  ready(): boolean {
    const { links, maxBufferedBytes } = this.#context;
    const link = links[this.client];
    // What it missed may fill half of the buffer: it must not become a slow consumer by coming back.
    return link?.isOpen === true && link.bufferedBytes <= maxBufferedBytes / (this.#catchingUp ? 2 : 1);
  }

  write(index: number, event: RoomEvent, isRetry: boolean): void {
    const { links, observer } = this.#context;
    // Before the write: the recipient may have the event before it returns.
    if (isRetry) observer.retried(this.client, index);
    else observer.sent(this.client, index);
    links[this.client]!.sendEvent(event);
  }

  gaveUp(index: number, event: RoomEvent, reason: string): void {
    this.#lostThroughSeq = Math.max(this.#lostThroughSeq, event.seq);
    const { journal, observer } = this.#context;
    observer.refused(this.client, index, reason);
    noteSettled(journal, observer, this.client, index);
  }

  overdue(): void {
    this.#context.observer.problem(triedAgain(NO_ACK_IN_TIME));
  }

  wakeAfter(delayMs: number): void {
    this.#context.waiting.after(delayMs, () => this.#outbox.wake());
  }

  #settle(index: number): void {
    const { journal, observer } = this.#context;
    observer.acked(this.client, index);
    noteSettled(journal, observer, this.client, index);
  }
}
