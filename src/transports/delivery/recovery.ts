/** What a service that was killed left in its journal, for the one that takes its place. */
import { roomBounds, type Topology } from "../../flow.js";
import type { Journal } from "../transport.js";

export interface OwedDelivery {
  recipient: number;
  index: number;
  body: Buffer;
}

/** An id is its sender's own. */
export interface KnownEvent {
  sender: number;
  index: number;
}

export interface Recovered {
  /** Every event that was accepted. */
  known: KnownEvent[];
  /** Deliveries of accepted events that no recipient has acknowledged, in the order of acceptance. */
  owed: OwedDelivery[];
}

export function recover(journal: Journal, topology: Topology): Recovered {
  const known: KnownEvent[] = [];
  const accepted: (KnownEvent & { body: Buffer })[] = [];
  /** By event number: how often each recipient settled one of that number, which is all that it can name. */
  const settled = new Map<number, Map<number, number>>();
  for (const entry of journal.entries()) {
    const { kind, client, index } = entry;
    if (kind === "accepted") {
      known.push({ sender: client, index });
      if (topology.flow === "relay") accepted.push({ sender: client, index, body: entry.body });
    } else {
      const recipients = settled.get(index) ?? new Map<number, number>();
      settled.set(index, recipients.set(client, (recipients.get(client) ?? 0) + 1));
    }
  }
  const owed: OwedDelivery[] = [];
  for (const { sender, index, body } of accepted) {
    const recipients = settled.get(index);
    for (const recipient of otherMembers(topology, sender)) {
      const times = recipients?.get(recipient) ?? 0;
      if (times === 0) owed.push({ recipient, index, body });
      else recipients!.set(recipient, times - 1);
    }
  }
  return { known, owed };
}

/** Everyone in the sender's room but the sender. */
export function* otherMembers(topology: Topology, sender: number): Iterable<number> {
  const { from, to } = roomBounds(topology, sender);
  for (let member = from; member < to; member++) if (member !== sender) yield member;
}
