/** One client as a sender: its events go over its connection, and where that is promised they are kept until they are acked. */
import { NO_ACK_IN_TIME, triedAgain } from "../delivery/reasons.js";
import { MOST_HELD_BYTES, Outbox, type OutboxOwner } from "../delivery/sending/outbox.js";
import { Connection } from "./connection.js";
import type { ConnectionContext } from "./connection-context.js";

const QUEUE_FULL = "client queue full";

export abstract class SendingClient<Context extends ConnectionContext = ConnectionContext>
  extends Connection<Context>
  implements OutboxOwner<Buffer>
{
  /** It is made with the first event. Under at-most-once it stays undefined. */
  #outbox: Outbox<Buffer> | undefined;

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

  protected get outbox(): Outbox<Buffer> | undefined {
    return this.#outbox;
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

  protected onGone(reason: string): void {
    this.#outbox?.giveUpAll(reason);
  }

  protected onAck(index: number): void {
    const { observer } = this.context.options;
    if (this.#outbox?.acked(index)) observer.acked(this.client, index);
    else if (this.isOpen && !(this.#outbox?.hasRetried && index >= 0))
      observer.problem("ack of an event that waits for none");
  }
}
