/**
 * Endpoints that answer more slowly than events come, and what becomes of the events that no longer fit: the policies of lasting connections,
 * but for the one that closes them. How much is too much is counted in bodies that were handed over and not answered.
 */
import { typeOfEnvelope } from "../../events/envelope.js";
import { Conflation, slowReasons } from "../delivery/sending/slow-consumer.js";
import type { Outstanding } from "../transport.js";

export interface SlowEndpointSettings {
  policy: "drop" | "conflate";
  maxBufferedBytes: number;
}

interface WaitingEvent {
  index: number;
  body: Buffer;
  length: number;
}

export interface SlowEndpointsOwner {
  /** The event is on its way now, as if it had just come. */
  hand(recipient: number, index: number, body: Buffer): void;
  /** It will not be sent. */
  leaveOut(recipient: number, index: number, reason: string): void;
}

/** As many events as a client may be owed: keys are the senders' own words. */
const MOST_KEYS = 10_000;

export class SlowEndpoints {
  readonly #settings: SlowEndpointSettings;
  readonly #owner: SlowEndpointsOwner;
  readonly #conflation: Conflation<WaitingEvent>;
  /** By recipient. */
  readonly #underWayBytes = new Map<number, number>();

  constructor(settings: SlowEndpointSettings, owner: SlowEndpointsOwner) {
    this.#settings = settings;
    this.#owner = owner;
    const bounds = { bytes: settings.maxBufferedBytes, events: MOST_KEYS };
    this.#conflation = new Conflation(bounds, (recipient) => this.#release(recipient));
  }

  /** True: the endpoint is slow, and the event was seen to. False: it is to be handed over. */
  takes(recipient: number, sender: number, index: number, body: Buffer): boolean {
    const { policy, maxBufferedBytes } = this.#settings;
    if (this.#bytesTo(recipient) <= maxBufferedBytes && !this.#conflation.isWaiting(recipient)) return false;
    if (policy === "drop") this.#owner.leaveOut(recipient, index, slowReasons.drop);
    else {
      const event = { index, body, length: body.length };
      const gone = this.#conflation.put(recipient, `${sender} ${typeOfEnvelope(body)}`, event);
      for (const one of gone) this.#owner.leaveOut(recipient, one.index, slowReasons.conflate);
    }
    return true;
  }

  handedOver(recipient: number, bytes: number): void {
    this.#underWayBytes.set(recipient, this.#bytesTo(recipient) + bytes);
  }

  settled(recipient: number, bytes: number): void {
    this.#underWayBytes.set(recipient, this.#bytesTo(recipient) - bytes);
  }

  get waiting(): number {
    return this.#conflation.size;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const [recipient, { index }] of this.#conflation.entries()) yield [recipient, index];
  }

  stop(): void {
    this.#conflation.stop();
  }

  /** Hands over what was conflated once half of what is too much is answered, as over lasting connections. */
  #release(recipient: number): void {
    if (this.#bytesTo(recipient) > this.#settings.maxBufferedBytes / 2) return;
    for (const { index, body } of this.#conflation.take(recipient)) this.#owner.hand(recipient, index, body);
  }

  #bytesTo(recipient: number): number {
    return this.#underWayBytes.get(recipient) ?? 0;
  }
}
