/**
 * Events from the service to its clients. At most once they are sent to whoever is connected. At least once each gets a
 * number in its room and is kept until every member has acknowledged it, within the bounds of the history: a member that
 * comes back resumes after the last number that it had.
 */
import { parseEnvelope } from "../../events/envelope.js";
import { roomBounds, roomOf, SERVICE } from "../../flow.js";
import type { Outstanding, ServiceOptions } from "../transport.js";
import type { Resume } from "../websocket/admission.js";
import type { WebSocketConfig } from "../websocket/config.js";
import { type EventRefusal, encodeGap, withSequence } from "../websocket/messages.js";
import type { Session } from "../websocket/session.js";
import { DueQueue } from "./due-queue.js";
import { Recipient, type RecipientContext, type RoomEvent } from "./recipient.js";
import { Conflation } from "./slow-consumer.js";
import { Ticker } from "./ticker.js";

/** Close code of the IANA registry. */
const TRY_AGAIN_LATER = 1013;
/** Broadcast is one room. */
const EVERYBODY = 0;

export class Deliveries {
  readonly #options: ServiceOptions<WebSocketConfig>;
  readonly #sessions: readonly (Session | undefined)[];
  /** At least once, by client number: of those that were ever owed an event. */
  readonly #recipients: (Recipient | undefined)[] = [];
  /** Absent at most once. */
  readonly #context: (RecipientContext & { ticker: Ticker; sessionTicks: number }) | undefined;
  readonly #conflation: Conflation<RoomEvent>;
  /** Of the last event of each room. */
  readonly #lastSeq: number[] = [];

  constructor(options: ServiceOptions<WebSocketConfig>, sessions: readonly (Session | undefined)[]) {
    this.#options = options;
    this.#sessions = sessions;
    const { historyEvents, slowConsumer } = options.config;
    const bounds = { bytes: slowConsumer.maxBufferedBytes, events: historyEvents };
    this.#conflation = new Conflation(bounds, (client) => this.#release(client));
    if (options.guarantee === "at-most-once" || options.topology.flow === "ingest") return;
    const { config, observer, journal } = options;
    const ticker = new Ticker(config.ackTimeoutSeconds, () => this.#sweep());
    this.#context = {
      sessions,
      limits: {
        windowEvents: config.ackWindow,
        ackTimeoutTicks: ticker.ticksIn(config.ackTimeoutSeconds),
        lifetimeTicks: ticker.ticksIn(config.historySeconds),
        backoff: config.reconnect,
        ticker,
      },
      historyEvents: config.historyEvents,
      maxBufferedBytes: config.slowConsumer.maxBufferedBytes,
      waiting: new DueQueue(),
      observer,
      journal,
      ticker,
      sessionTicks: ticker.ticksIn(config.sessionSeconds),
    };
  }

  /** To the members of the sender's room, or to everybody. `restored`: see RoomEvent. */
  publish(sender: number, index: number, body: Buffer, restored = false): void {
    const { topology } = this.#options;
    const event = this.#numbered(sender, index, body, restored);
    const { from, to } = sender === SERVICE ? { from: 0, to: topology.clients } : roomBounds(topology, sender);
    for (let client = from; client < to; client++) if (client !== sender) this.#deliver(client, event);
  }

  /** An earlier process of this service accepted it: to be delivered to whoever `restoreSettled` does not name. */
  restore(sender: number, index: number, body: Buffer): void {
    this.publish(sender, index, body, true);
  }

  restoreSettled(client: number, index: number): void {
    this.#recipients[client]?.forget(index);
  }

  joined(session: Session, resume: Resume | undefined, epoch: string): void {
    if (this.#context === undefined) return;
    const isKnown = resume !== undefined && resume.epoch === epoch && resume.seq <= this.#lastSeqFor(session.client);
    if (resume !== undefined && !isKnown) {
      this.#options.observer.problem("a client resumes after events that this service never sent");
      session.sendText(encodeGap(resume.seq));
    }
    const recipient = this.#recipients[session.client];
    if (recipient === undefined) return;
    const lostThroughSeq = recipient.returned(isKnown ? resume.seq : 0);
    if (lostThroughSeq > 0) session.sendText(encodeGap(lostThroughSeq));
    recipient.catchUp();
  }

  /** `forGood`: it said goodbye, and will not be back for what it is owed. */
  left(client: number, reason: string, forGood: boolean): void {
    const conflated = this.#conflation.take(client);
    if (this.#context === undefined) {
      for (const { index } of conflated) this.#options.observer.refused(client, index, reason);
      return;
    }
    const recipient = this.#recipient(client, this.#context);
    for (const event of conflated) recipient.deliver(event);
    if (forGood) recipient.giveUp(reason);
    else recipient.left();
  }

  /** False: that event waits for no ack. */
  acked(client: number, index: number): boolean {
    return this.#recipients[client]?.acked(index) ?? false;
  }

  refused(client: number, { index, reason, retryAfterSeconds }: EventRefusal): void {
    if (this.#context !== undefined) this.#recipients[client]?.refused(index, reason, retryAfterSeconds);
    else this.#options.observer.refused(client, index, reason);
  }

  get pending(): number {
    let pending = this.#conflation.size;
    for (const recipient of this.#recipients) if (recipient !== undefined) pending += recipient.owed;
    return pending;
  }

  *outstanding(): Iterable<Outstanding> {
    for (const [client, { index }] of this.#conflation.entries()) yield [client, index];
    for (const recipient of this.#recipients) {
      if (recipient === undefined) continue;
      for (const index of recipient.owedEvents()) yield [recipient.client, index];
    }
  }

  stop(): void {
    this.#conflation.stop();
    this.#context?.ticker.stop();
    this.#context?.waiting.clear();
  }

  /** Of the last event that a client can have had. */
  #lastSeqFor(client: number): number {
    const { topology } = this.#options;
    return this.#lastSeq[topology.flow === "broadcast" ? EVERYBODY : roomOf(topology, client)] ?? 0;
  }

  #numbered(sender: number, index: number, body: Buffer, restored: boolean): RoomEvent {
    if (this.#context === undefined) return { index, sender, seq: 0, body, length: body.length, restored };
    const room = sender === SERVICE ? EVERYBODY : roomOf(this.#options.topology, sender);
    const seq = (this.#lastSeq[room] ?? 0) + 1;
    this.#lastSeq[room] = seq;
    const numbered = withSequence(body, seq);
    return { index, sender, seq, body: numbered, length: numbered.length, restored };
  }

  #deliver(client: number, event: RoomEvent): void {
    const session = this.#sessions[client];
    if (session?.isOpen && this.#isSlow(session)) this.#deliverSlowly(session, event);
    else this.#hand(client, event);
  }

  #hand(client: number, event: RoomEvent): void {
    if (this.#context !== undefined) {
      this.#recipient(client, this.#context).deliver(event);
      return;
    }
    const { observer } = this.#options;
    const session = this.#sessions[client];
    if (!session?.isOpen) {
      observer.refused(client, event.index, "not connected");
      return;
    }
    observer.sent(client, event.index); // before the write: the recipient may have the event before it returns
    session.sendEvent(event.body);
  }

  #isSlow(session: Session): boolean {
    const { maxBufferedBytes } = this.#options.config.slowConsumer;
    const { client } = session;
    const waitingBytes = session.bufferedBytes + (this.#recipients[client]?.waitingBytes ?? 0);
    return waitingBytes > maxBufferedBytes || this.#conflation.isWaiting(client);
  }

  #deliverSlowly(session: Session, event: RoomEvent): void {
    const { client } = session;
    const { policy } = this.#options.config.slowConsumer;
    if (policy === "drop") this.#refuse(client, event, "slow consumer: dropped");
    else if (policy === "conflate") {
      const gone = this.#conflation.put(client, `${event.sender} ${typeOf(event)}`, event);
      for (const one of gone) this.#refuse(client, one, "slow consumer: conflated");
    } else {
      session.close(TRY_AGAIN_LATER, "slow consumer: disconnected");
      this.#hand(client, event);
    }
  }

  #refuse(client: number, event: RoomEvent, reason: string): void {
    if (this.#context !== undefined) this.#recipient(client, this.#context).gaveUp(event.index, event, reason);
    else this.#options.observer.refused(client, event.index, reason);
  }

  /** Hands over what was conflated once the client has read half of what it was sent. */
  #release(client: number): void {
    const session = this.#sessions[client];
    const waitingBytes = (session?.bufferedBytes ?? 0) + (this.#recipients[client]?.waitingBytes ?? 0);
    if (waitingBytes > this.#options.config.slowConsumer.maxBufferedBytes / 2) return;
    for (const event of this.#conflation.take(client)) this.#hand(client, event);
  }

  #recipient(client: number, context: RecipientContext): Recipient {
    this.#recipients[client] ??= new Recipient(client, context);
    return this.#recipients[client];
  }

  #sweep(): void {
    const { sessionTicks } = this.#context!;
    for (const recipient of this.#recipients) recipient?.sweep(sessionTicks);
  }
}

function typeOf({ body }: RoomEvent): string {
  return parseEnvelope(body.toString()).type;
}
