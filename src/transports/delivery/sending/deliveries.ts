/**
 * Events from the service to its clients. Under at-most-once they are sent to whoever is connected. Under at-least-once each gets a
 * number in its room and is kept until every member has acknowledged it, within the bounds of the history: a member that
 * comes back resumes after the last number that it had.
 */
import { roomBounds, roomOf, SERVICE } from "../../../flow.js";
import type { Bus, Outstanding, ServiceOptions } from "../../transport.js";
import { DueQueue } from "../due-queue.js";
import type { RestoredEvent } from "../recovery.js";
import type { Backoff } from "./backoff.js";
import { type Downlink, Recipient, type RecipientContext, type RoomEvent } from "./recipient.js";
import { Conflation, type SlowConsumerPolicy, slowReasons } from "./slow-consumer.js";
import { Ticker } from "./ticker.js";

/** What an approach may say about them. */
export interface DeliverySettings {
  /** Events under way to one client without an acknowledgement. */
  ackWindow: number;
  ackTimeoutSeconds: number;
  /** How long deliveries are held for a client that is away. */
  sessionSeconds: number;
  /** How many events a room keeps for members that miss them, and for how long. */
  historyEvents: number;
  historySeconds: number;
  /** Between a refusal and the next attempt. */
  reconnect: Backoff;
  slowConsumer: { policy: SlowConsumerPolicy; maxBufferedBytes: number };
}

/** How a wire writes an event: once, however many recipients it has. */
export interface EventWire {
  /** `seq`: its number in the room; 0: none is said. */
  encode(body: Buffer, seq: number): Buffer;
  /** The type of an event that `encode` made. */
  typeOf(message: Buffer): string;
}

/** What a client that comes back has had. */
export interface Resume {
  seq: number;
  /** Which life of the service counted so. */
  epoch: string;
}

/** An event that a client has not taken. */
export interface EventRefusal {
  index: number;
  reason: string;
  /** Absent: it is not to be sent again. null: its sender chooses. */
  retryAfterSeconds?: number | null;
}

/** Broadcast is one room. */
const EVERYBODY = 0;

export class Deliveries {
  readonly #options: ServiceOptions<DeliverySettings>;
  /** By client number; undefined: it is not connected. */
  readonly #links: readonly (Downlink | undefined)[];
  readonly #wire: EventWire;
  /** Under at-least-once: the recipients that were ever owed an event, by client number. */
  readonly #recipients: (Recipient | undefined)[] = [];
  /** It is absent under at-most-once. */
  readonly #context: (RecipientContext & { ticker: Ticker; sessionTicks: number }) | undefined;
  readonly #conflation: Conflation<RoomEvent>;
  /** Of the last event of each room. */
  readonly #lastSeq: number[] = [];
  readonly #bus: Bus | undefined;
  /** This process has the clients whose number divided by `#processes` leaves `#rest`. */
  readonly #rest: number;
  readonly #processes: number;

  constructor(options: ServiceOptions<DeliverySettings>, links: readonly (Downlink | undefined)[], wire: EventWire) {
    this.#options = options;
    this.#links = links;
    this.#wire = wire;
    const { bus, number, of } = options.member ?? { number: 0, of: 1 };
    this.#bus = bus;
    this.#rest = number;
    this.#processes = of;
    bus?.listen((sender, index, body) => this.#toOwnClients(sender, index, body));
    const { historyEvents, slowConsumer } = options.config;
    const bounds = { bytes: slowConsumer.maxBufferedBytes, events: historyEvents };
    this.#conflation = new Conflation(bounds, (client) => this.#release(client));
    if (options.guarantee === "at-most-once" || options.topology.flow === "ingest") return;
    const { config, observer, journal } = options;
    const ticker = new Ticker(config.ackTimeoutSeconds, () => this.#sweep());
    this.#context = {
      links,
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

  /** To the members of the sender's room, or to everybody. */
  publish(sender: number, index: number, body: Buffer): void {
    this.#bus?.publish(sender, index, body); // first, for it has the longer way
    this.#toOwnClients(sender, index, body);
  }

  #toOwnClients(sender: number, index: number, body: Buffer): void {
    const { topology } = this.#options;
    const event = this.#numbered(sender, index, body, false);
    const { from, to } = sender === SERVICE ? { from: 0, to: topology.clients } : roomBounds(topology, sender);
    const of = this.#processes;
    for (let client = from + ((this.#rest - (from % of) + of) % of); client < to; client += of)
      if (client !== sender) this.#deliver(client, event);
  }

  /** An earlier process of this service accepted it. It has a number, even where nobody is owed it any more. */
  restore({ sender, index, body, owedTo }: RestoredEvent): void {
    if (owedTo.length === 0) this.#nextSeq(sender);
    else {
      const event = this.#numbered(sender, index, body, true);
      for (const client of owedTo) this.#deliver(client, event);
    }
  }

  /** The client's link is open, and is among the links. `epoch`: this life of the service. */
  joined(link: Downlink, resume: Resume | undefined, epoch: string): void {
    if (this.#context === undefined) return;
    const isKnown = resume !== undefined && resume.epoch === epoch && resume.seq <= this.#lastSeqFor(link.client);
    if (resume !== undefined && !isKnown) {
      this.#options.observer.problem("a client resumes after events that this service never sent");
      link.sendGap(resume.seq);
    }
    const recipient = this.#recipients[link.client];
    if (recipient === undefined) return;
    const lostThroughSeq = recipient.returned(isKnown ? resume.seq : 0);
    if (lostThroughSeq > 0) link.sendGap(lostThroughSeq);
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

  /** It has every event of its room up to that number. False: none of them waits for an acknowledgement. */
  ackedThrough(client: number, seq: number): boolean {
    return this.#recipients[client]?.ackedThrough(seq) ?? false;
  }

  refused(client: number, { index, reason, retryAfterSeconds }: EventRefusal): void {
    if (this.#context !== undefined) this.#recipients[client]?.refused(index, reason, retryAfterSeconds);
    else this.#options.observer.refused(client, index, reason);
  }

  get pending(): number {
    let pending = this.#conflation.size + (this.#bus?.pending ?? 0);
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
    const seq = this.#context === undefined ? 0 : this.#nextSeq(sender);
    const message = this.#wire.encode(body, seq);
    return { index, sender, seq, message, length: message.length, restored };
  }

  /** Of the room that the sender's events go to. */
  #nextSeq(sender: number): number {
    const room = sender === SERVICE ? EVERYBODY : roomOf(this.#options.topology, sender);
    const seq = (this.#lastSeq[room] ?? 0) + 1;
    this.#lastSeq[room] = seq;
    return seq;
  }

  #deliver(client: number, event: RoomEvent): void {
    const link = this.#links[client];
    if (link?.isOpen && this.#isSlow(link)) this.#deliverSlowly(link, event);
    else this.#hand(client, event);
  }

  #hand(client: number, event: RoomEvent): void {
    if (this.#context !== undefined) {
      this.#recipient(client, this.#context).deliver(event);
      return;
    }
    const { observer } = this.#options;
    const link = this.#links[client];
    if (!link?.isOpen) {
      observer.refused(client, event.index, "not connected");
      return;
    }
    observer.sent(client, event.index); // before the write: the recipient may have the event before it returns
    link.sendEvent(event);
  }

  #isSlow(link: Downlink): boolean {
    const { maxBufferedBytes } = this.#options.config.slowConsumer;
    const { client } = link;
    const waitingBytes = link.bufferedBytes + (this.#recipients[client]?.waitingBytes ?? 0);
    return waitingBytes > maxBufferedBytes || this.#conflation.isWaiting(client);
  }

  #deliverSlowly(link: Downlink, event: RoomEvent): void {
    const { client } = link;
    const { policy } = this.#options.config.slowConsumer;
    if (policy === "drop") this.#refuse(client, event, slowReasons.drop);
    else if (policy === "conflate") {
      const gone = this.#conflation.put(client, `${event.sender} ${this.#wire.typeOf(event.message)}`, event);
      for (const one of gone) this.#refuse(client, one, slowReasons.conflate);
    } else {
      link.closeSlow();
      this.#hand(client, event);
    }
  }

  #refuse(client: number, event: RoomEvent, reason: string): void {
    if (this.#context !== undefined) this.#recipient(client, this.#context).gaveUp(event.index, event, reason);
    else this.#options.observer.refused(client, event.index, reason);
  }

  /** Hands over what was conflated once the client has read half of what it was sent. */
  #release(client: number): void {
    const waitingBytes = (this.#links[client]?.bufferedBytes ?? 0) + (this.#recipients[client]?.waitingBytes ?? 0);
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
