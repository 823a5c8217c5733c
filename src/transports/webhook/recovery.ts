/** What a service that was killed left in its journal, for the one that takes its place. */
import { eventId } from "../../events/id.js";
import { roomBounds, type Topology } from "../../flow.js";
import type { Journal } from "../transport.js";

export interface OwedDelivery {
  recipient: number;
  index: number;
  body: Buffer;
}

export interface Recovered {
  /** Of every event that was accepted. */
  ids: string[];
  /** Deliveries of accepted events that no recipient has acknowledged, in the order of acceptance. */
  owed: OwedDelivery[];
}

export function recover(journal: Journal, topology: Topology): Recovered {
  const ids: string[] = [];
  const accepted = new Map<number, { sender: number; body: Buffer }>();
  const settled = new Map<number, Set<number>>();
  for (const entry of journal.entries()) {
    const { kind, client, index } = entry;
    if (kind === "accepted") {
      ids.push(eventId(index));
      if (topology.flow === "relay") accepted.set(index, { sender: client, body: entry.body });
    } else {
      const recipients = settled.get(index);
      if (recipients) recipients.add(client);
      else settled.set(index, new Set([client]));
    }
  }
  const owed: OwedDelivery[] = [];
  for (const [index, { sender, body }] of accepted) {
    for (const recipient of otherMembers(topology, sender)) {
      if (!settled.get(index)?.has(recipient)) owed.push({ recipient, index, body });
    }
  }
  return { ids, owed };
}

/** Everyone in the sender's room but the sender. */
export function* otherMembers(topology: Topology, sender: number): Iterable<number> {
  const { from, to } = roomBounds(topology, sender);
  for (let member = from; member < to; member++) if (member !== sender) yield member;
}
