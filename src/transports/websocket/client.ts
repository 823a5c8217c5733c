/** One client: the events that it sends and receives over its connection. */
import { indexOfEnvelope } from "../../events/envelope.js";
import { NOT_THE_EVENT, triedAgain } from "../delivery/reasons.js";
import type { Refusal } from "../delivery/receiving/handling.js";
import type { Peer } from "../delivery/receiving/intake.js";
import type { EventRefusal, Resume } from "../delivery/sending/deliveries.js";
import { issueToken } from "./access-tokens.js";
import type { ReceivedEvent } from "./connection-context.js";
import { encodeFrame, TEXT } from "./frames.js";
import { type UpgradeOptions, upgradeOf } from "./handshake.js";
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
import { SendingClient } from "./sending-client.js";

/** Any key but 0 (see FrameOptions). */
const MASK_KEY = 0x2b7e_1516;
const NOTHING = -1;

export class Client extends SendingClient implements Peer {
  /** The event with the highest number that it had; made with the first that has one. */
  #had: Resume | undefined;
  /** Made with the first signed message. */
  #key: MessageKey | undefined;

  get key(): MessageKey {
    this.#key ??= new MessageKey(this.context.options.secret, this.client);
    return this.#key;
  }

  protected upgrade(): UpgradeOptions {
    const { options, authority } = this.context;
    const { config, secret } = options;
    const { deflate, origins, tokenSeconds } = config;
    const expiresAtSeconds = tokenSeconds && Date.now() / 1000 + tokenSeconds;
    const token = issueToken(secret, this.client, expiresAtSeconds);
    const { client } = this;
    return { authority, deflate, ...upgradeOf({ client, token, origin: origins[0]!, resume: this.#had }) };
  }

  protected onUpgraded(epoch: string): void {
    this.accepted();
    this.context.epoch = epoch;
    if (this.#had?.epoch !== epoch) this.#had = undefined;
    this.context.intake.reconnected(this.client);
    this.outbox?.reconnected();
  }

  protected onText(payload: Buffer): void {
    const message = this.context.signed ? this.key.open("to-client", payload) : payload;
    if (message === undefined) this.#onBadSignature();
    else {
      const index = indexOfEnvelope(message);
      const acked = index >= 0 ? NOTHING : indexOfAck(message);
      if (index >= 0) this.#onEvent(index, message);
      else if (acked >= 0) this.onAck(acked);
      else this.#onOther(message);
    }
  }

  /** What is neither an event as it is sent nor an ack as it is usually spelled. */
  #onOther(message: Buffer): void {
    const { observer } = this.context.options;
    const understood = understand(message);
    if (understood?.kind === "ack") this.onAck(understood.index);
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

  #onRefusal({ index, reason, retryAfterSeconds }: EventRefusal): void {
    const { observer } = this.context.options;
    if (this.outbox === undefined) observer.refused(this.client, index, reason);
    else if (retryAfterSeconds === undefined) this.outbox.giveUp(index, reason);
    else if (this.outbox.refusedForNow(index, retryAfterSeconds ?? undefined)) observer.problem(triedAgain(reason));
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
