/** Where events begin and who must receive them. */
export const flows = {
  ingest: "Clients send events to the service (payments, CI notifications, data sync).",
  broadcast: "The service sends every event to every client (tickers, live scores, notifications).",
  relay: "Clients send events to the service, which passes them to the other members of the room (chat, games).",
} as const;

export type Flow = keyof typeof flows;
export const flowNames = Object.keys(flows) as Flow[];

export const guarantees = {
  "at-least-once": "Every hop acknowledges every event. What is not acknowledged is sent again.",
  "at-most-once": "Every event is sent once and forgotten. Nobody acknowledges it, unless the protocol itself answers.",
} as const;

export type Guarantee = keyof typeof guarantees;
export const guaranteeNames = Object.keys(guarantees) as Guarantee[];

/** Stands for the service as the sender of an event that begins there, and as the recipient of one that ends there. */
export const SERVICE = -1;

/**
 * Who takes part. Clients are numbered from 0. Room r holds clients r·roomSize … (r+1)·roomSize − 1; the last room may be
 * smaller.
 */
export interface Topology {
  flow: Flow;
  clients: number;
  /** How many members a room has. Only flow `relay` has rooms. */
  roomSize: number;
}

export const roomOf = (topology: Topology, client: number): number => Math.floor(client / topology.roomSize);

/** First (inclusive) and last (exclusive) client of the room that `client` is in. */
export function roomBounds(topology: Topology, client: number): { from: number; to: number } {
  const from = roomOf(topology, client) * topology.roomSize;
  return { from, to: Math.min(from + topology.roomSize, topology.clients) };
}

/** How many deliveries one event of this sender makes. */
export function deliveriesPerEvent(topology: Topology, sender: number): number {
  if (topology.flow === "ingest") return 1;
  if (topology.flow === "broadcast") return topology.clients;
  const { from, to } = roomBounds(topology, sender);
  return to - from - 1;
}
