/** One client: the events that it sends and receives over its connection. */
import { indexOfEnvelope } from "../../events/envelope.js";
import { NO_ACK_IN_TIME, NOT_THE_EVENT, triedAgain } from "../delivery/reasons.js";
import type { Refusal } from "../delivery/receiving/handling.js";
import type { Peer } from "../delivery/receiving/intake.js";
import type { EventRefusal, Resume } from "../delivery/sending/deliveries.js";
import { MOST_HELD_BYTES, Outbox, type OutboxOwner } from "../delivery/sending/outbox.js";
import { Connection } from "./connection.js";
import type { ReceivedEvent } from "./connection-context.js";
import { encodeFrame, TEXT } from "./frames.js";
import { MessageKey } from "./message-signature.js";
import {
  encodeAck,
  encodeError,
  encodeRefusal,
  endOfEvent,
  indexOfAck,
  isEventLike,
  maskedAckFrame,
  sequenceOf,
  understand,
} from "./messages.js";

/** Any key but 0 (see FrameOptions). */
const MASK_KEY = 0x2b7e_1516;
const NOTHING = -1;
const QUEUE_FULL = "client queue full";

export class Client extends Connection implements OutboxOwner<Buffer>, Peer {
  /** It is made with the first event. Under at-most-once it stays undefined. */
  #outbox: Outbox<Buffer> | undefined;
  /** The event with the highest number that it had; made with the first that has one. */
  #had: Resume | undefined;
  /** Made with the first signed message. */
  #key: MessageKey | undefined;

  /** Of an encoded event: sends it now, or later where that is promised. */
  send(index: number, encoded: Buffer): void {
    const { options, acknowledged, outboxLimits } = this.context;
    if (!acknowledged) {
      if (this.ready() && this.bufferedBytes > MOST_HELD_BYTES)
        options.observer.refused(this.client, index, QUEUE_FULL);
      else if (this.ready()) this.write(index, encoded, false);
      else options.observer.refused(this.client, index, "not connected");
      return;
    }
    this.#outbox ??= new Outbox(this, outboxLimits);
    const hasRoom = this.#outbox.size < options.config.queueEvents && this.#outbox.heldBytes <= MOST_HELD_BYTES;
    if (hasRoom) this.#outbox.push(index, encoded);
    else options.observer.refused(this.client, index, QUEUE_FULL);
  }

  /** The number of events without an ack. Under at-most-once it is 1 while bytes of events wait for the socket. */
  get pending(): number {
    if (this.context.acknowledged) return this.#outbox?.size ?? 0;
    return this.bufferedBytes > 0 ? 1 : 0;
  }

  /** Numbers of the events without an ack. */
  outstanding(): Iterable<number> {
    return this.#outbox?.indexes() ?? [];
  }

  /** To be called at every tick, at least once. */
  sweep(): void {
    this.#outbox?.sweep();
  }

  override close(): Promise<void> {
    this.#outbox = undefined;
    return super.close();
  }

  get key(): MessageKey {
    this.#key ??= new MessageKey(this.context.options.secret, this.client);
    return this.#key;
  }

  ready(): boolean {
    return this.isWritable;
  }

  write(index: number, encoded: Buffer, isRetry: boolean): void {
    const { observer } = this.context.options;
    // Before the write: the recipient may have the event before it returns.
    if (isRetry) observer.retried(this.client, index);
    else observer.sent(this.client, index);
    this.writeFrame(encoded);
  }

  gaveUp(index: number, _encoded: Buffer, reason: string): void {
    this.context.options.observer.refused(this.client, index, reason);
  }

  overdue(): void {
    this.context.options.observer.problem(triedAgain(NO_ACK_IN_TIME));
  }

  wakeAfter(delayMs: number): void {
    this.context.waiting.after(delayMs, () => this.#outbox?.wake());
  }

  protected get resume(): Resume | undefined {
    return this.#had;
  }

  protected onOpen(epoch: string): void {
    this.context.epoch = epoch;
    if (this.#had?.epoch !== epoch) this.#had = undefined;
    this.context.intake.reconnected(this.client);
    this.#outbox?.reconnected();
  }

  protected onGone(reason: string): void {
    this.#outbox?.giveUpAll(reason);
  }

  protected onText(payload: Buffer): void {
    const message = this.context.signed ? this.key.open("to-client", payload) : payload;
    if (message === undefined) this.#onBadSignature();
    else {
      const index = indexOfEnvelope(message);
      const acked = index >= 0 ? NOTHING : indexOfAck(message);
      if (index >= 0) this.#onEvent(index, message);
      else if (acked >= 0) this.#onAck(acked);
      else this.#onOther(message);
    }
  }

  /** What is neither an event as it is sent nor an ack as it is usually spelled. */
  #onOther(message: Buffer): void {
    const { observer } = this.context.options;
    const understood = understand(message);
    if (understood?.kind === "ack") this.#onAck(understood.index);
    else if (understood?.kind === "refusal") this.#onRefusal(understood.refusal);
    else if (understood?.kind === "error") observer.problem(`the service answered ${message}`);
    else if (understood?.kind === "gap") observer.problem("the service's history no longer reaches back");
    else if (understood?.kind === "event" || isEventLike(message)) observer.problem(NOT_THE_EVENT);
    else observer.problem("neither an event nor an ack");
  }

  #onEvent(index: number, message: Buffer): void {
    const { isGenuine, observer } = this.context.options;
    if (isGenuine !== undefined && !isGenuine(index, message)) {
      observer.problem(NOT_THE_EVENT);
      return;
    }
    const seq = this.context.acknowledged ? sequenceOf(message) : 0;
    const number = this.context.intake.numberOf(index, message, endOfEvent(message, seq));
    this.context.intake.receive({ client: this.client, index, number, seq, peer: this });
  }

  ack({ index, seq }: ReceivedEvent): void {
    const { acknowledged, signed, epoch } = this.context;
    if (!acknowledged) return;
    if (seq > (this.#had?.seq ?? 0)) {
      if (this.#had === undefined) this.#had = { seq, epoch };
      else this.#had.seq = seq;
    }
    if (!this.ready()) return; // the service sends the event again, and gets its ack then
    if (signed) this.#reply(encodeAck(index));
    else this.answer(maskedAckFrame(index));
  }

  refuse({ index }: ReceivedEvent, { reason, retryAfterSeconds }: Refusal): void {
    this.#reply(
      encodeRefusal({
        index,
        reason,
        ...(this.context.acknowledged && { retryAfterSeconds: retryAfterSeconds ?? null }),
      }),
    );
  }

  replayed(): void {
    this.context.options.observer.problem("replayed message");
  }

  /** Nobody is told but the observer: it is the observer's own failure. */
  failed(_event: ReceivedEvent, error: Error): void {
    throw error;
  }

  reset(): void {
    this.drop();
  }

  #onAck(index: number): void {
    const { observer } = this.context.options;
    if (this.#outbox?.acked(index)) observer.acked(this.client, index);
    else if (this.isOpen && !(this.#outbox?.hasRetried && index >= 0))
      observer.problem("ack of an event that waits for none");
  }

  #onRefusal({ index, reason, retryAfterSeconds }: EventRefusal): void {
    const { observer } = this.context.options;
    if (this.#outbox === undefined) observer.refused(this.client, index, reason);
    else if (retryAfterSeconds === undefined) this.#outbox.giveUp(index, reason);
    else if (this.#outbox.refusedForNow(index, retryAfterSeconds ?? undefined)) observer.problem(triedAgain(reason));
  }

  /** Whoever sent this, the next event may come behind one that was tampered with: resuming brings both. */
  #onBadSignature(): void {
    this.context.options.observer.problem("message with a bad signature");
    this.#reply(encodeError("the signature is missing, wrong or stale"));
    this.fail({ closeCode: 1008, reason: "bad signature" });
  }

  #reply(text: string): void {
    if (!this.ready()) return;
    const message = Buffer.from(text);
    const payload = this.context.signed ? this.key.sign("to-service", message) : message;
    this.answer(encodeFrame(TEXT, payload, { maskKey: MASK_KEY }));
  }
}
