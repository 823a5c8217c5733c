/** What a service that was killed left in its journal, for the one that takes its place. */
import { roomBounds, type Topology } from "../../flow.js";
import type { Journal, ServiceOptions } from "../transport.js";

/** An event that was accepted. */
export interface RestoredEvent {
  /** An id is its sender's own. */
  sender: number;
  index: number;
  /** Empty where nobody is owed it: it is known, and no more. */
  body: Buffer;
  /** Recipients that have not acknowledged it. */
  owedTo: readonly number[];
}

const NO_BODY = Buffer.alloc(0);
const JOURNALED_EPOCH = "journal";
/** Of several processes: each counts for its own clients, who come back to it, and all of them begin and end together. */
const SHARED_EPOCH = "processes";

/**
 * Which life of a service counts its events: whoever resumes says in which its numbers were given. With a journal a service
 * counts on where its predecessor died.
 */
export function epochOf({ journal, member }: Pick<ServiceOptions<unknown>, "journal" | "member">): string {
  if (journal !== undefined) return JOURNALED_EPOCH;
  return member === undefined ? Date.now().toString(36) : SHARED_EPOCH;
}

/** In the order of acceptance. */
export function* recover(journal: Journal | undefined, topology: Topology): Iterable<RestoredEvent> {
  if (journal === undefined) return;
  const accepted: { sender: number; index: number; body: Buffer }[] = [];
  /** By event number: how often each recipient settled one of that number, which is all that it can name. */
  const settled = new Map<number, Map<number, number>>();
  for (const entry of journal.entries()) {
    const { kind, client, index } = entry;
    if (kind === "accepted") {
      const body = topology.flow === "relay" ? entry.body : NO_BODY;
      accepted.push({ sender: client, index, body });
    } else {
      const recipients = settled.get(index) ?? new Map<number, number>();
      settled.set(index, recipients.set(client, (recipients.get(client) ?? 0) + 1));
    }
  }
  for (const { sender, index, body } of accepted) {
    const owedTo = topology.flow === "relay" ? owed(otherMembers(topology, sender), settled.get(index)) : [];
    yield { sender, index, body: owedTo.length > 0 ? body : NO_BODY, owedTo };
  }
}

/** Of these recipients, those that have not settled it. Each settlement counts once: several events may have that number. */
function owed(members: Iterable<number>, settled: Map<number, number> | undefined): number[] {
  return [...members].filter((member) => {
    const times = settled?.get(member) ?? 0;
    if (times > 0) settled!.set(member, times - 1);
    return times === 0;
  });
}

/** Everyone in the sender's room but the sender. */
export function* otherMembers(topology: Topology, sender: number): Iterable<number> {
  const { from, to } = roomBounds(topology, sender);
  for (let member = from; member < to; member++) if (member !== sender) yield member;
}
