/**
 * The reconciliation of one approach in one round. Every delivery that its events must make has one entry, so nothing can be
 * counted twice or forgotten. It turns the observations of all processes into what the collectors record.
 */
import { eventId } from "../events/id.js";
import type { Topology } from "../flow.js";
import type { Deliveries } from "../result/result.js";
import type { Collector, Delivery, Missing, SliceRun } from "./collector.js";
import { DeliveryEntries } from "./delivery-entries.js";
import type { ObservationKind, Observations } from "./observations.js";
import { Reasons } from "./reasons.js";

const PENDING = 0;
const DELIVERED = 1;
const REFUSED = 2;

/** How many losses and rejections are listed one by one. All are counted. */
const LISTED_EACH = 100;

/** What is still being tried when a slice ends: a delivery, or a whole event when `client` is its sender. */
export type Owed = readonly [client: number, index: number];

/** What collectors are told by the ledger. */
export type LedgerListener = Pick<Collector, "begun" | "delivered" | "acked" | "waited">;

type Hearing<Kind extends keyof LedgerListener> = Required<Pick<LedgerListener, Kind>>;

const hears =
  <Kind extends keyof LedgerListener>(kind: Kind) =>
  (listener: LedgerListener): listener is Hearing<Kind> =>
    listener[kind] !== undefined;

type Writable<Record> = { -readonly [Key in keyof Record]: Record[Key] };

export interface LedgerEvents {
  topology: Topology;
  /** In a closed loop an event is due when it begins, at whichever client has room, so `dueNs` and `senders` are empty. */
  closedLoop: boolean;
  dueNs: Float64Array;
  senders: Int32Array;
  /** The number of event 0 in observations, because each phase has numbers of its own. */
  firstIndex: number;
}

export class Ledger {
  readonly #events: LedgerEvents;
  /** The listeners that want to hear of each kind. They are asked once and not for every delivery. */
  readonly #toBegun: readonly Hearing<"begun">[];
  readonly #toDelivered: readonly Hearing<"delivered">[];
  readonly #toAcked: readonly Hearing<"acked">[];
  readonly #toWaited: readonly Hearing<"waited">[];
  /** One record for all deliveries. Its numbers have a fraction from the start, so that the engine keeps them in place. */
  readonly #delivery: Writable<Delivery> = { event: 0, recipient: 0, dueNs: 0.5, sentNs: Number.NaN, deliveredNs: 0.5 };
  readonly #closedLoop: boolean;
  readonly #entries: DeliveryEntries;
  #state: Uint8Array;
  /** The absolute due time of each event; NaN until its slice was played. */
  #dueAtNs: Float64Array;
  #sentAtNs: Float64Array;
  /** The highest event number seen for each pair of recipient and sender. */
  readonly #lastSeen = new Map<number, number>();
  readonly #reasons = new Reasons();
  /** The entries that were still being tried when the last slice ended. */
  #owed = new Set<number>();
  #begun = 0;
  #firstAttempts = 0;
  #retries = 0;
  #suppressed = 0;
  #expected = 0;
  #delivered = 0;
  #duplicates = 0;
  #outOfOrder = 0;
  #acked = 0;
  /** How many deliveries were observed of events that this window does not have: late ones of the warm-up, or a defect. */
  #strangers = 0;

  constructor(events: LedgerEvents, listeners: readonly LedgerListener[]) {
    this.#events = events;
    this.#toBegun = listeners.filter(hears("begun"));
    this.#toDelivered = listeners.filter(hears("delivered"));
    this.#toAcked = listeners.filter(hears("acked"));
    this.#toWaited = listeners.filter(hears("waited"));
    const count = events.dueNs.length;
    this.#closedLoop = events.closedLoop;
    this.#entries = new DeliveryEntries(events.topology, events.senders, events.closedLoop);
    const entries = this.#entries.count;
    this.#state = new Uint8Array(entries);
    this.#dueAtNs = new Float64Array(count).fill(Number.NaN);
    // An event that begins in the service is sent to each recipient at a time of its own.
    this.#sentAtNs = new Float64Array(events.topology.flow === "broadcast" ? entries : count).fill(Number.NaN);
  }

  /**
   * Takes in what all processes saw during a slice: first all begun, then all sent, and so on, because the observations of
   * different processes have no order among themselves.
   */
  record(slice: SliceRun, observations: readonly Observations[], owed: readonly Owed[] = []): void {
    for (let event = slice.from; event < slice.to; event++) {
      this.#dueAtNs[event] = slice.startNs + this.#events.dueNs[event]! - slice.offsetNs;
    }
    this.#each("begun", observations, (_client, event, atNs) => this.#onBegun(event, atNs));
    for (const part of ["connecting", "handshaking"] as const)
      this.#each(part, observations, (client, event, forNs) => this.#onWaited(client, event, part, forNs));
    this.#each("sent", observations, (client, event, atNs) => this.#onSent(client, event, atNs));
    this.#each("delivered", observations, (client, event, atNs) => this.#onDelivered(client, event, atNs));
    this.#each("acked", observations, (client, event, atNs) => this.#onAcked(client, event, atNs));
    this.#each("refused", observations, (client, event) => this.#onRefused(client, event));
    this.#each("retried", observations, (_client, event) => (this.#retries += this.#has(event) ? 1 : 0));
    this.#each("suppressed", observations, (_client, event) => (this.#suppressed += this.#has(event) ? 1 : 0));
    this.#owed = new Set(owed.flatMap(([client, index]) => this.#entriesOf(client, index - this.#events.firstIndex)));
    for (const { reasons } of observations) {
      for (const [reason, count] of Object.entries(reasons)) this.#reasons.add(reason, count);
    }
  }

  /** The sums so far. `acked` is left out when the guarantee has no acks. */
  deliveries(withAcks: boolean): Deliveries {
    const missing = { lost: 0, rejected: 0, pending: 0 };
    const listed: Record<"lost" | "rejected", { event: string; recipient: number }[]> = { lost: [], rejected: [] };
    for (const { event, recipient, why } of this.missing()) {
      missing[why]++;
      if (why !== "pending" && listed[why].length < LISTED_EACH)
        listed[why].push({ event: eventId(this.#events.firstIndex + event), recipient });
    }
    const reasons = this.#reasons.toRecord();
    if (this.#strangers > 0) reasons["deliveries of events that are not in the window"] = this.#strangers;
    return {
      events: this.#begun,
      expected: this.#expected,
      delivered: this.#delivered,
      firstAttempts: this.#firstAttempts,
      retries: this.#retries,
      duplicates: this.#duplicates,
      suppressed: this.#suppressed,
      ...missing,
      ...(listed.lost.length > 0 ? { losses: listed.lost } : {}),
      ...(listed.rejected.length > 0 ? { rejections: listed.rejected } : {}),
      outOfOrder: this.#outOfOrder,
      ...(withAcks ? { acked: this.#acked } : {}),
      reasons,
    };
  }

  /** Every delivery of a begun event that was not made, in the order of events. */
  *missing(): Iterable<Missing> {
    for (let event = 0; event < this.#dueAtNs.length; event++) {
      const dueNs = this.#dueAtNs[event]!;
      if (Number.isNaN(dueNs)) continue;
      const { first, last } = this.#entries.of(event);
      for (let entry = first; entry < last; entry++) {
        const state = this.#state[entry];
        if (state === DELIVERED) continue;
        const why = state === REFUSED ? "rejected" : this.#owed.has(entry) ? "pending" : "lost";
        yield { event, recipient: this.#entries.recipient(event, entry), dueNs, why };
      }
    }
  }

  /** Goes through one kind of observations of all processes. Events below 0 belong to another phase. */
  #each(
    kind: ObservationKind,
    observations: readonly Observations[],
    on: (client: number, event: number, atNs: number) => void,
  ): void {
    for (const { [kind]: columns } of observations) {
      for (let i = 0; i < columns.index.length; i++)
        on(columns.client[i]!, columns.index[i]! - this.#events.firstIndex, columns.atNs[i]!);
    }
  }

  #onBegun(event: number, atNs: number): void {
    if (this.#closedLoop) {
      this.#growTo(event + 1);
      this.#dueAtNs[event] = atNs;
    }
    this.#begun++;
    const { first, last } = this.#entries.of(event);
    this.#expected += last - first;
    for (const listener of this.#toBegun) listener.begun(event, this.#dueAtNs[event]!, atNs);
  }

  #onSent(client: number, event: number, atNs: number): void {
    if (!this.#has(event)) return;
    this.#firstAttempts++;
    if (this.#events.topology.flow === "broadcast") {
      const entry = this.#entryOf(event, client);
      if (entry !== undefined) this.#sentAtNs[entry] = atNs;
      // In flow relay the service sends as well, but service time counts from the sending by the event's own sender.
    } else if (this.#entries.beginsAt(event, client)) this.#sentAtNs[event] = atNs;
  }

  #onDelivered(recipient: number, event: number, atNs: number): void {
    const entry = this.#entryOf(event, recipient);
    if (entry === undefined) {
      this.#strangers++;
      return;
    }
    if (this.#state[entry] === DELIVERED) {
      this.#duplicates++;
      return;
    }
    this.#state[entry] = DELIVERED;
    this.#delivered++;
    this.#checkOrder(recipient, event);
    const delivery = this.#delivery;
    delivery.event = event;
    delivery.recipient = recipient;
    delivery.dueNs = this.#dueAtNs[event]!;
    delivery.sentNs = this.#sentAtNs[this.#events.topology.flow === "broadcast" ? entry : event]!;
    delivery.deliveredNs = atNs;
    for (const listener of this.#toDelivered) listener.delivered(delivery);
  }

  #onAcked(client: number, event: number, atNs: number): void {
    if (!this.#has(event)) return;
    if (!this.#isOfBeginning(event, client)) return;
    this.#acked++;
    for (const listener of this.#toAcked) listener.acked(event, this.#dueAtNs[event]!, atNs, client);
  }

  #onWaited(client: number, event: number, part: "connecting" | "handshaking", forNs: number): void {
    if (!this.#has(event) || !this.#isOfBeginning(event, client)) return;
    for (const listener of this.#toWaited) listener.waited(event, client, part, forNs);
  }

  /** Whether an observation about `client` is of the side where the event begins, or of a later hop. */
  #isOfBeginning(event: number, client: number): boolean {
    return this.#events.topology.flow === "broadcast" || this.#entries.beginsAt(event, client);
  }

  #onRefused(client: number, event: number): void {
    for (const entry of this.#entriesOf(client, event))
      if (this.#state[entry] === PENDING) this.#state[entry] = REFUSED;
  }

  /**
   * The entries that an observation about `client` concerns: all of the event when the client is its sender, or else its own.
   */
  #entriesOf(client: number, event: number): number[] {
    if (this.#has(event) && this.#entries.beginsAt(event, client)) {
      const { first, last } = this.#entries.of(event);
      return Array.from({ length: last - first }, (_, i) => first + i);
    }
    const entry = this.#entryOf(event, client);
    return entry === undefined ? [] : [entry];
  }

  #has(event: number): boolean {
    return event >= 0 && event < this.#dueAtNs.length;
  }

  /** The delivery of an event to a recipient, or undefined when there is no such delivery in this window. */
  #entryOf(event: number, recipient: number): number | undefined {
    if (!this.#has(event) || Number.isNaN(this.#dueAtNs[event])) return undefined;
    return this.#entries.at(event, recipient);
  }

  #checkOrder(recipient: number, event: number): void {
    if (this.#closedLoop) return; // clients take numbers as their windows become free, so their order means nothing
    const sender = this.#events.senders[event]!;
    const pair = (recipient + 1) * (this.#events.topology.clients + 1) + sender + 1;
    const last = this.#lastSeen.get(pair) ?? -1;
    if (event < last) this.#outOfOrder++;
    else this.#lastSeen.set(pair, event);
  }

  #growTo(events: number): void {
    if (events <= this.#state.length) return;
    const capacity = Math.max(events, this.#state.length * 2, 4096);
    const state = new Uint8Array(capacity);
    state.set(this.#state);
    this.#state = state;
    const dueAtNs = new Float64Array(capacity).fill(Number.NaN);
    dueAtNs.set(this.#dueAtNs);
    this.#dueAtNs = dueAtNs;
    const sentAtNs = new Float64Array(capacity).fill(Number.NaN);
    sentAtNs.set(this.#sentAtNs);
    this.#sentAtNs = sentAtNs;
  }
}
