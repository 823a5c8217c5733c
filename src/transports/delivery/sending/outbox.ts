/**
 * The sending half of at-least-once, towards one peer: what it has not acknowledged yet, in the order of sending. Clients
 * have one for the service, the service has one for each client. Never more than a window is under way; what was under way
 * when a connection broke, timed out, or was refused for now is sent again, and nothing overtakes it.
 */
import { type Backoff, backoffMs } from "./backoff.js";
import type { Ticker } from "./ticker.js";

export interface OutboxLimits {
  windowEvents: number;
  /** An event that is unacknowledged for longer is sent again, the next time after twice as long. */
  ackTimeoutTicks: number;
  /** An event that is unacknowledged for longer is given up. */
  lifetimeTicks: number;
  /** Between a refusal and the next attempt, where the refusal names no time. */
  backoff: Backoff;
  ticker: Pick<Ticker, "tick">;
}

/** A buffer, or what holds one. */
interface Sized {
  /** In bytes. */
  readonly length: number;
}

/** Methods, not closures: an outbox of an idle client holds nothing but itself. */
export interface OutboxOwner<Payload extends Sized> {
  /** Whether the peer can take a message now. */
  ready(): boolean;
  write(index: number, payload: Payload, isRetry: boolean): void;
  gaveUp(index: number, payload: Payload, reason: string): void;
  /** An attempt was not acknowledged in time; there will be another. */
  overdue(): void;
  /** Asks to be woken (`wake`) after that time. */
  wakeAfter(delayMs: number): void;
  /** For the jitter: differs from peer to peer. */
  readonly client: number;
}

interface Item<Payload> {
  readonly payload: Payload;
  readonly bornTick: number;
  attempts: number;
  /** Of the last attempt. */
  sentTick: number;
  /** To be sent when there is room: not under way. */
  due: boolean;
  /** Events of other senders under the same id, which is all that an ack names: each waits until the one before is settled. */
  behind?: Payload[];
}

/** Events are bounded in number by settings, and together by this: ten thousand may be of a megabyte each. */
export const MOST_HELD_BYTES = 64 * 1024 * 1024;

const NOT_HELD = 0;
/** The timeout doubles with every attempt, this often: a peer that is only slow is not buried under copies. */
const MOST_DOUBLINGS = 3;

export class Outbox<Payload extends Sized> {
  readonly #owner: OutboxOwner<Payload>;
  readonly #limits: OutboxLimits;
  readonly #items = new Map<number, Item<Payload>>();
  #dueCount = 0;
  #dueBytes = 0;
  /** With those behind a namesake. */
  #heldEvents = 0;
  #heldBytes = 0;
  /** Since a refusal nothing is sent before this time (performance.now). */
  #heldUntilMs = NOT_HELD;
  /** Since the last ack. */
  #refusals = 0;
  #waits = 0;
  #hasRetried = false;

  constructor(owner: OutboxOwner<Payload>, limits: OutboxLimits) {
    this.#owner = owner;
    this.#limits = limits;
  }

  /** Unacknowledged events, under way or waiting. */
  get size(): number {
    return this.#heldEvents;
  }

  /** Of unacknowledged events. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Something was sent twice: the peer may acknowledge it twice. */
  get hasRetried(): boolean {
    return this.#hasRetried;
  }

  /** Of events that are not under way. */
  get waitingBytes(): number {
    return this.#dueBytes;
  }

  *indexes(): Iterable<number> {
    for (const [index, { behind = [] }] of this.#items) {
      yield index;
      for (const _ of behind) yield index;
    }
  }

  push(index: number, payload: Payload): void {
    this.#heldEvents++;
    this.#heldBytes += payload.length;
    const namesake = this.#items.get(index);
    if (namesake === undefined) this.#add(index, payload);
    else {
      namesake.behind ??= [];
      namesake.behind.push(payload);
    }
  }

  #add(index: number, payload: Payload): void {
    const { ticker, windowEvents } = this.#limits;
    const isNext = this.#dueCount === 0 && this.#heldUntilMs === NOT_HELD;
    const due = !(isNext && this.#items.size < windowEvents && this.#owner.ready());
    const item: Item<Payload> = { payload, bornTick: ticker.tick, attempts: 0, sentTick: 0, due };
    this.#items.set(index, item);
    if (due) this.#countDue(item, 1);
    else this.#write(index, item);
  }

  /** Of an event that waits for an ack. */
  payloadOf(index: number): Payload | undefined {
    return this.#items.get(index)?.payload;
  }

  /** False: it waits for no ack, or was never sent: whoever acknowledges that knows nothing of it. */
  acked(index: number): boolean {
    if (this.#items.get(index)?.attempts === 0 || !this.#remove(index)) return false;
    this.#acknowledged();
    return true;
  }

  #acknowledged(): void {
    this.#refusals = 0;
    // By half windows: looking for what is due passes over all that is under way.
    if (this.#dueCount > 0 && this.#underWay <= this.#limits.windowEvents / 2) this.pump();
  }

  /** The peer says which events it has, by something that the payload knows. Returns their numbers. */
  ackedWhere(has: (payload: Payload, wasSent: boolean) => boolean): number[] {
    const items = [...this.#items];
    const acked = items.filter(([, { payload, attempts }]) => has(payload, attempts > 0)).map(([index]) => index);
    for (const index of acked) this.#remove(index);
    return acked;
  }

  /** The peer says up to where it has them, all of the oldest. Returns their numbers. */
  ackedFirst(has: (payload: Payload, wasSent: boolean) => boolean): number[] {
    const acked: number[] = [];
    for (const [index, { payload, attempts }] of this.#items) {
      if (!has(payload, attempts > 0)) break;
      acked.push(index);
    }
    for (const index of acked) this.#remove(index);
    if (acked.length > 0) this.#acknowledged();
    return acked;
  }

  /**
   * The peer has not taken it and wants it again, later, but no later than `backoff.maxSeconds` from now. It takes nothing else
   * until then: all that follows is due, too.
   * False: it was not under way.
   */
  refusedForNow(index: number, retryAfterSeconds: number | undefined): boolean {
    if (this.#items.get(index)?.due !== false) return false;
    let follows = false;
    for (const [number, item] of this.#items) {
      follows ||= number === index;
      if (follows) this.#setDue(item);
    }
    const { backoff } = this.#limits;
    const draw = this.#owner.client + this.#waits++ * 0x1_0001;
    const delayMs =
      retryAfterSeconds === undefined
        ? backoffMs(backoff, this.#refusals, draw)
        : Math.min(retryAfterSeconds, backoff.maxSeconds) * 1000;
    this.#refusals++;
    this.#heldUntilMs = performance.now() + delayMs;
    this.#owner.wakeAfter(delayMs);
    return true;
  }

  /** The wait after a refusal may be over. */
  wake(): void {
    if (performance.now() < this.#heldUntilMs) return; // of an earlier refusal
    this.#heldUntilMs = NOT_HELD;
    this.pump();
  }

  /** The connection is new: what was under way on the old one is due again. */
  reconnected(): void {
    for (const item of this.#items.values()) this.#setDue(item);
    this.#heldUntilMs = NOT_HELD;
    this.pump();
  }

  /** Sends what is due, as far as there is room. */
  pump(): void {
    if (this.#heldUntilMs !== NOT_HELD || this.#dueCount === 0) return;
    for (const [index, item] of this.#items) {
      if (!item.due) continue;
      if (this.#underWay >= this.#limits.windowEvents || !this.#owner.ready()) return;
      item.due = false;
      this.#countDue(item, -1);
      this.#write(index, item);
      if (this.#dueCount === 0) return;
    }
  }

  /** To be called at every tick. */
  sweep(): void {
    const { ticker, ackTimeoutTicks, lifetimeTicks } = this.#limits;
    for (const [index, item] of this.#items) {
      if (ticker.tick - item.bornTick > lifetimeTicks) this.#giveUp(index, item, "not acknowledged in time");
      else if (!item.due && ticker.tick - item.sentTick > ackTimeoutTicks << doublings(item)) {
        this.#setDue(item);
        this.#owner.overdue();
      }
    }
    this.pump();
  }

  giveUpAll(reason: string): void {
    for (const [index, item] of this.#items) this.#giveUp(index, item, reason);
  }

  giveUpOldest(reason: string): void {
    for (const [index, item] of this.#items) {
      this.#giveUp(index, item, reason);
      return;
    }
  }

  /** The peer will never take it. False: it is not here, or was never sent. */
  giveUp(index: number, reason: string): boolean {
    const item = this.#items.get(index);
    if (item === undefined || item.attempts === 0) return false;
    this.#giveUp(index, item, reason);
    this.pump();
    return true;
  }

  get #underWay(): number {
    return this.#items.size - this.#dueCount;
  }

  #write(index: number, item: Item<Payload>): void {
    const isRetry = item.attempts++ > 0;
    this.#hasRetried ||= isRetry;
    item.sentTick = this.#limits.ticker.tick;
    this.#owner.write(index, item.payload, isRetry);
  }

  #setDue(item: Item<Payload>): void {
    if (item.due) return;
    item.due = true;
    this.#countDue(item, 1);
  }

  #countDue(item: Item<Payload>, change: 1 | -1): void {
    this.#dueCount += change;
    this.#dueBytes += change * item.payload.length;
  }

  #remove(index: number): boolean {
    const item = this.#items.get(index);
    if (item === undefined) return false;
    this.#items.delete(index);
    this.#heldEvents--;
    this.#heldBytes -= item.payload.length;
    if (item.due) this.#countDue(item, -1);
    if (item.behind !== undefined) this.#addNamesakes(index, item.behind);
    return true;
  }

  #addNamesakes(index: number, [next, ...rest]: Payload[]): void {
    this.#add(index, next!);
    if (rest.length > 0) this.#items.get(index)!.behind = rest;
  }

  #giveUp(index: number, item: Item<Payload>, reason: string): void {
    this.#remove(index);
    this.#owner.gaveUp(index, item.payload, reason);
  }
}

const doublings = ({ attempts }: { attempts: number }): number => Math.min(attempts - 1, MOST_DOUBLINGS);
