/**
 * How generator processes share one schedule: each plays some of the clients and sends their events, and none has to ask another.
 * Together the segments are the whole, and no client is in two of them.
 */
import { countWhile } from "../binary-search.js";
import { SERVICE, type Topology } from "../flow.js";
import type { Schedule } from "./schedule.js";

/** Process `index` (from 0) of `count`. */
export interface Segment {
  index: number;
  count: number;
}

/**
 * The clients of a segment, ascending. Rooms stay whole, so that the same process sends and receives a relayed event. Segments
 * differ by at most one room, or by one client where there are no rooms. With fewer rooms than segments, some are empty.
 */
export function clientsOfSegment({ flow, clients, roomSize }: Topology, { index, count }: Segment): number[] {
  const unit = flow === "relay" ? roomSize : 1;
  const units = Math.ceil(clients / unit);
  const boundary = (segment: number): number => Math.min(clients, Math.floor((units * segment) / count) * unit);
  const from = boundary(index);
  return Array.from({ length: boundary(index + 1) - from }, (_, offset) => from + offset);
}

/** The events that these clients (ascending) send, as ascending indexes into the schedule. Events of the service belong to no segment. */
export function eventsOfSegment({ sender }: Schedule, clients: readonly number[]): Int32Array {
  const isMine = new Uint8Array((clients.at(-1) ?? SERVICE) + 2); // by the client's number and 1, because SERVICE is −1
  for (const client of clients) isMine[client + 1] = 1;
  const events = new Int32Array(sender.length);
  let count = 0;
  for (let event = 0; event < sender.length; event++) if (isMine[sender[event]! + 1] === 1) events[count++] = event;
  return events.slice(0, count);
}

/** The events of a segment (ascending) whose numbers lie from `from` (inclusive) to `to` (exclusive). */
export function eventsWithin(events: Int32Array, { from, to }: { from: number; to: number }): number[] {
  const below = (end: number): number => countWhile(events, (event) => event < end);
  return Array.from(events.subarray(below(from), below(to)));
}
