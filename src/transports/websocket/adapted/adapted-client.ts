/** One client that speaks to a service in the service's own words. */
import { roomOf, SERVICE } from "../../../flow.js";
import { MOST_SEARCHED_BYTES } from "../../adapting/pattern.js";
import { NO_ACK_IN_TIME } from "../../delivery/reasons.js";
import { encodeFrame, PING, payloadOfMasked, TEXT } from "../frames.js";
import type { UpgradeOptions } from "../handshake.js";
import { SendingClient } from "../sending-client.js";
import type { AdaptedContext } from "./adapted-context.js";
import { PingPace } from "./ping-pace.js";
import { ReadByService } from "./read-by-service.js";
import { quoted } from "./strange-messages.js";

/** Any key but 0 (see FrameOptions). */
const MASK_KEY = 0x3c6e_f372;

const NOBODY = -1;
/** One that has the id of an event, and not what was sent with it. */
const CHANGED = "not the message that was sent (a pattern in `answer` or `received` can look for the id alone)";

/** An event that is sent once and waits for its answer. */
interface Unanswered {
  readonly frame: Buffer;
  readonly sentTick: number;
}

export class AdaptedClient extends SendingClient<AdaptedContext> {
  /** Under at-most-once, where the service answers. Made with the first event, as are the next two. */
  #unanswered: Map<number, Unanswered> | undefined;
  /** Under at-most-once, where it does not. */
  #read: ReadByService | undefined;
  #pace: PingPace | undefined;
  /** While it opens: what came in the place of what was waited for. */
  #cameInstead: string | undefined;

  protected upgrade(): UpgradeOptions {
    this.#cameInstead = undefined;
    this.#pace = undefined;
    return { authority: this.context.authority, ...this.context.wording.upgrade(this.client) };
  }

  protected onUpgraded(): void {
    if (this.context.greeting === undefined) this.opened();
  }

  /** The service is ready for events. */
  protected opened(): void {
    const join = this.context.wording.join(this.client);
    if (join !== undefined) this.say(join);
    this.#cameInstead = undefined;
    this.accepted();
    this.outbox?.reconnected();
  }

  protected say(text: string): void {
    this.socket.write(encodeFrame(TEXT, Buffer.from(text), { maskKey: MASK_KEY }));
  }

  protected override lateness(limitMs: number): string {
    if (!this.isUpgraded) return super.lateness(limitMs);
    return `${this.context.wording.noOpening} within ${limitMs} ms: ${this.#cameInstead ?? "nothing"} came`;
  }

  protected override endedEarly(): Error {
    if (!this.isUpgraded) return super.endedEarly();
    return new Error(`${this.context.wording.noOpening}: ${this.lossReason}`);
  }

  protected onText(payload: Buffer): void {
    if (this.isOpening) this.onOpeningMessage(payload);
    else this.onOpenMessage(payload);
  }

  /** Many services send what they got as a buffer back as one. */
  protected override onBinary(payload: Buffer): void {
    this.onText(payload);
  }

  protected onOpeningMessage(message: Buffer): void {
    if (this.context.greeting?.test(message.toString("utf8", 0, MOST_SEARCHED_BYTES))) this.opened();
    else this.cameInstead(message);
  }

  protected cameInstead(message: Buffer): void {
    this.#cameInstead ??= quoted(message);
  }

  protected onOpenMessage(message: Buffer): void {
    const { deliveries, answers, strange } = this.context;
    const delivered = deliveries?.(message) ?? -1;
    if (delivered >= 0 && this.#onDelivery(delivered, message)) return;
    const answered = answers?.(message) ?? -1;
    if (answered >= 0) this.onAnswer(answered, message);
    else if (delivered < 0) strange.came(message);
  }

  /** In a relay. False: it is the client's own event, so it may be an answer, but it is no delivery. */
  #onDelivery(index: number, message: Buffer): boolean {
    const { comparesDeliveries, observer, options, strange } = this.context;
    const { senderOf, topology } = options;
    const sender = senderOf?.(index) ?? NOBODY;
    if (sender === this.client) return false;
    if (sender === NOBODY && senderOf !== undefined) strange.came(message, "the id of an event that nobody sent");
    else if (sender !== NOBODY && roomOf(topology, sender) !== roomOf(topology, this.client))
      observer.problem("an event came to a client outside the room of its sender");
    else if (comparesDeliveries && !this.#holds(message, sender, index)) strange.came(message, CHANGED);
    else observer.delivered(this.client, index);
    return true;
  }

  /** `message`: absent where the protocol itself answers. */
  protected onAnswer(index: number, message?: Buffer): void {
    const { acknowledged, awaitsAnswers, echoes, observer, strange } = this.context;
    if (message !== undefined && echoes && !this.#isEcho(index, message)) strange.came(message, CHANGED);
    else if (acknowledged) this.onAck(index);
    else if (!awaitsAnswers || this.#unanswered?.delete(index)) observer.acked(this.client, index);
    else observer.problem("ack of an event that waits for none");
  }

  /** As a rule the bytes are those that were sent; else they are written anew from the event, which costs more. */
  #isEcho(index: number, message: Buffer): boolean {
    const frame = this.outbox?.payloadOf(index) ?? this.#unanswered?.get(index)?.frame;
    const isPlain = frame !== undefined && !this.context.options.config.deflate;
    return (isPlain && message.includes(payloadOfMasked(frame))) || this.#holds(message, this.client, index);
  }

  #holds(message: Buffer, sender: number, index: number): boolean {
    const { options, wording } = this.context;
    return options.sentEvent === undefined || wording.holds(message, sender, index, options.sentEvent(index));
  }

  override write(index: number, encoded: Buffer, isRetry: boolean): void {
    super.write(index, encoded, isRetry);
    const { acknowledged, awaitsAnswers, bursts, outboxLimits } = this.context;
    if (bursts !== undefined) {
      this.#read ??= new ReadByService();
      this.#read.written(index);
      bursts.wrote(this);
    } else if (awaitsAnswers && !acknowledged) {
      this.#unanswered ??= new Map();
      this.#unanswered.set(index, { frame: encoded, sentTick: outboxLimits.ticker.tick });
    }
  }

  /** Behind what was written, where its pong is all that can be known. */
  ping(): void {
    const payload = this.isWritable ? this.#read?.ping() : undefined;
    if (payload !== undefined) this.writeFrame(encodeFrame(PING, payload, { maskKey: MASK_KEY }));
  }

  protected override onPong(payload: Buffer): void {
    if (this.#read === undefined) return;
    for (const index of this.#read.pong(payload)) this.context.observer.delivered(SERVICE, index);
    if (this.#read.size === 0) this.context.bursts?.isSure(this);
  }

  override get pending(): number {
    const waiting = (this.#unanswered?.size ?? 0) + (this.#read?.size ?? 0);
    return waiting > 0 ? waiting : super.pending;
  }

  override *outstanding(): Iterable<number> {
    yield* super.outstanding();
    yield* this.#unanswered?.keys() ?? [];
    yield* this.#read?.indexes() ?? [];
  }

  override sweep(): void {
    super.sweep();
    const { ticker, ackTimeoutTicks } = this.context.outboxLimits;
    for (const [index, { sentTick }] of this.#unanswered ?? []) {
      if (ticker.tick - sentTick <= ackTimeoutTicks) break; // those behind it are younger
      this.#unanswered?.delete(index);
      this.context.observer.refused(this.client, index, NO_ACK_IN_TIME);
    }
  }

  /** What was sent once and not answered never will be. Of what was only written, nobody knows whether it was read: it is lost. */
  protected override lose(reason: string, forGood?: boolean): void {
    for (const index of this.#unanswered?.keys() ?? []) this.context.observer.refused(this.client, index, reason);
    this.#unanswered?.clear();
    this.#read?.lost();
    this.context.bursts?.isSure(this);
    super.lose(reason, forGood);
  }

  /** Close codes are the service's own: none of them means that the client is to stay away. */
  protected override isFarewell(): boolean {
    return false;
  }

  protected override onPing(): void {
    this.#pace ??= new PingPace();
    this.#pace.pinged();
  }

  override checkAlive(): void {
    this.#pace?.checked();
    super.checkAlive();
  }

  /** A service that never pings may be silent for as long as it likes. */
  protected override get mostQuietChecks(): number {
    return this.#pace?.mostQuietChecks ?? Number.POSITIVE_INFINITY;
  }
}
