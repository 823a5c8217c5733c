/**
 * Numbers the deliveries that a window's events must make. Those of one event are neighbours and ordered by recipient. A closed
 * loop has no senders to look up, so it is only for flow ingest, where event e makes the single delivery e.
 */
import { deliveriesPerEvent, roomBounds, SERVICE, type Topology } from "../flow.js";

export class DeliveryEntries {
  readonly #topology: Topology;
  readonly #senders: Int32Array;
  readonly #closedLoop: boolean;
  /** The first entry of each event, and the end of the last event's. It is empty in a closed loop. */
  readonly #first: Float64Array;

  constructor(topology: Topology, senders: Int32Array, closedLoop: boolean) {
    if (closedLoop && topology.flow !== "ingest")
      throw new Error("a closed loop has no senders to look up, so it is for flow ingest only");
    this.#topology = topology;
    this.#senders = senders;
    this.#closedLoop = closedLoop;
    this.#first = new Float64Array(closedLoop ? 0 : senders.length + 1);
    for (let event = 0; event + 1 < this.#first.length; event++)
      this.#first[event + 1] = this.#first[event]! + deliveriesPerEvent(topology, senders[event]!);
  }

  /** How many entries there are; 0 in a closed loop, whose end nobody knows. */
  get count(): number {
    return this.#first.at(-1) ?? 0;
  }

  /** The first (inclusive) and the last (exclusive) entry of an event. */
  of(event: number): { first: number; last: number } {
    if (this.#closedLoop) return { first: event, last: event + 1 };
    return { first: this.#first[event]!, last: this.#first[event + 1]! };
  }

  /** The entry of an event at a recipient, or undefined when the event makes no such delivery. */
  at(event: number, recipient: number): number | undefined {
    const { flow, clients } = this.#topology;
    const { first } = this.of(event);
    if (flow === "ingest") return recipient === SERVICE ? first : undefined;
    if (flow === "broadcast") return recipient >= 0 && recipient < clients ? first + recipient : undefined;
    const sender = this.#senders[event]!;
    const { from, to } = roomBounds(this.#topology, sender);
    if (recipient < from || recipient >= to || recipient === sender) return undefined;
    return first + recipient - from - (recipient > sender ? 1 : 0);
  }

  /** The recipient of an entry of that event. This is the inverse of `at`. */
  recipient(event: number, entry: number): number {
    const { flow } = this.#topology;
    const offset = entry - this.of(event).first;
    if (flow === "ingest") return SERVICE;
    if (flow === "broadcast") return offset;
    const sender = this.#senders[event]!;
    const recipient = roomBounds(this.#topology, sender).from + offset;
    return recipient < sender ? recipient : recipient + 1;
  }

  /** Whether an observation about `client` is about the whole event, because the event begins there. */
  beginsAt(event: number, client: number): boolean {
    if (this.#topology.flow === "broadcast") return false;
    return this.#closedLoop || client === this.#senders[event];
  }
}
