import { type Flow, SERVICE } from "../flow.js";
import type { Collector, Delivery, RoundPart, SliceEnd } from "./collector.js";

/** A connection of a later attempt may be longer than the wait for the first: then the event did not wait for it before it was sent. */
const CLOCKS_DIFFER_NS = 1_000;

/** More than clients can be. */
const RECIPIENTS = 2 ** 20;

export interface StagesSetting {
  flow: Flow;
  closedLoop: boolean;
  withAcks: boolean;
  deliveredByAck: boolean;
}

interface Waited {
  connecting: number;
  handshaking: number;
}

/**
 * Where the time of a delivery goes: how late it began, how long it waited before it was handed to a socket, and for what, how long it
 * was on its way, and how long the answer took. Every stage is summed up over the same deliveries, those of which every stamp was seen,
 * so that the stages add up to the latency. In flow relay the sender has its answer from the service, on the way, so the stages end at
 * the recipient.
 */
export class StagesCollector implements Collector {
  readonly #setting: StagesSetting;
  readonly #endsWithAck: boolean;
  readonly #sum = {
    deliveries: 0,
    late: 0,
    waiting: 0,
    connecting: 0,
    handshaking: 0,
    onItsWay: 0,
    answering: 0,
    total: 0,
  };
  #prepareNs = 0;
  #prepared = 0;
  #isEncrypted = false;
  /** Whether everybody who opened connections told how long it took. */
  #seesOpening = true;
  // Of the present slice:
  #begunNs = new Map<number, number>();
  #waited = new Map<number, Waited>();
  #deliveries = new Map<number, Omit<Delivery, "recipient">>();
  #ackedNs = new Map<number, number>();

  constructor(setting: StagesSetting) {
    this.#setting = setting;
    this.#endsWithAck = setting.withAcks && !setting.deliveredByAck && setting.flow !== "relay";
  }

  begun(event: number, _dueNs: number, begunNs: number): void {
    this.#begunNs.set(event, begunNs);
  }

  waited(event: number, client: number, part: keyof Waited, forNs: number): void {
    const key = this.#keyOf(event, client);
    const known = this.#waited.get(key);
    if (known === undefined) this.#waited.set(key, { connecting: 0, handshaking: 0, [part]: forNs });
    else if (known[part] === 0) known[part] = forNs;
  }

  delivered({ event, recipient, dueNs, sentNs, deliveredNs }: Delivery): void {
    this.#deliveries.set(event * RECIPIENTS + recipient + 1, { event, dueNs, sentNs, deliveredNs });
  }

  acked(event: number, _dueNs: number, ackedNs: number, client: number): void {
    const key = this.#keyOf(event, client);
    if (!this.#ackedNs.has(key)) this.#ackedNs.set(key, ackedNs);
  }

  /** Where events begin with clients, there is one sending for all of its deliveries. */
  #keyOf(event: number, client: number): number {
    return event * RECIPIENTS + (this.#setting.flow === "broadcast" ? client : SERVICE) + 1;
  }

  endSlice({ run, observations, wire, prepareNs }: SliceEndOfStages): void {
    for (const [key, { event, dueNs, sentNs, deliveredNs }] of this.#deliveries) {
      const begunNs = this.#begunNs.get(event) ?? Number.NaN;
      const endNs = this.#endsWithAck ? (this.#ackedNs.get(key) ?? Number.NaN) : deliveredNs;
      const waitingNs = sentNs - begunNs;
      if (Number.isNaN(waitingNs + endNs)) continue; // a stamp is missing, or came in another slice
      const waited = this.#waited.get(this.#setting.flow === "relay" ? this.#keyOf(event, SERVICE) : key);
      this.#sum.deliveries++;
      this.#sum.late += begunNs - dueNs;
      this.#sum.waiting += waitingNs;
      if (waited && waited.connecting + waited.handshaking <= waitingNs + CLOCKS_DIFFER_NS) {
        this.#sum.connecting += waited.connecting;
        this.#sum.handshaking += waited.handshaking;
      }
      this.#sum.onItsWay += deliveredNs - sentNs;
      this.#sum.answering += endNs - deliveredNs;
      this.#sum.total += endNs - dueNs;
    }
    for (const slice of [this.#begunNs, this.#waited, this.#deliveries, this.#ackedNs]) slice.clear();
    this.#isEncrypted ||= wire.some(({ tls }) => tls !== undefined);
    this.#seesOpening &&= observations.every((seen) => seen.connecting.index.length === seen.connected.index.length);
    this.#prepareNs += prepareNs;
    this.#prepared += run.to - run.from;
  }

  sample(): Pick<RoundPart, "figures"> {
    const { closedLoop, flow, deliveredByAck } = this.#setting;
    const { deliveries, late, waiting, connecting, handshaking, onItsWay, answering, total } = this.#sum;
    const ofPreparing =
      closedLoop || flow === "broadcast" ? {} : { prepareNs: this.#prepareNs, preparedEvents: this.#prepared };
    if (deliveries === 0) return { figures: ofPreparing };
    return {
      figures: {
        ...ofPreparing,
        stagesDeliveries: deliveries,
        ...(!closedLoop && { stageLateNs: late }),
        stageWaitingNs: waiting,
        ...(this.#seesOpening && { stageConnectingNs: connecting }),
        ...(this.#seesOpening && this.#isEncrypted && { stageHandshakingNs: handshaking }),
        ...(deliveredByAck ? { stageRoundTripNs: onItsWay } : { stageOnItsWayNs: onItsWay }),
        ...(this.#endsWithAck && { stageAnsweringNs: answering }),
        stagesTotalNs: total,
      },
    };
  }
}

type SliceEndOfStages = Pick<SliceEnd, "run" | "observations" | "wire" | "prepareNs">;
