/**
 * The moments between which an event was due and its acknowledgement was seen. A tap can know no more of what happens in a
 * client.
 */
import { NS_PER_MS } from "../../units.js";
import type { WireMessage } from "./wire-log.js";

/** A moment or a time that is known to lie between two others. */
export interface Bounds {
  leastNs: number;
  mostNs: number;
}

export interface WireTiming {
  due(index: number): Bounds;
  /** The time by which the recipient of this acknowledgement had seen it. */
  ackedBy(ack: WireMessage): number;
}

/**
 * No tap can see how long the promptest event of a window took from its due time to the tap, and how long a process took from an
 * acknowledgement on its socket to its own stamp. This much is allowed for each.
 */
const UNSEEN_NS = 0.4 * NS_PER_MS;

/** With even arrivals, event i is due i periods after the first. The promptest event tells when the first was due. */
export function openLoopTiming(began: readonly WireMessage[], periodNs: number): WireTiming & { startNs: number } {
  const startNs = began.reduce((least, { readNs, index }) => Math.min(least, readNs - index * periodNs), Infinity);
  return {
    startNs,
    due: (index) => ({ leastNs: startNs + index * periodNs - UNSEEN_NS, mostNs: startNs + index * periodNs }),
    ackedBy: ({ writeNs }) => writeNs + UNSEEN_NS,
  };
}

/**
 * A closed loop has one event under way on each connection. An event begins when the one before it has been acknowledged, and the
 * acknowledgement has been seen when the next event is on the wire. So no allowance is needed.
 */
export function closedLoopTiming(began: readonly WireMessage[], acks: readonly WireMessage[]): WireTiming {
  const due = new Map<number, Bounds>();
  const ackedBy = new Map<number, number>();
  const lastAcks = new Map<number, WireMessage>();
  for (const message of [...began, ...acks].sort((a, b) => a.readNs - b.readNs)) {
    const before = lastAcks.get(message.connection);
    if (message.isAck) lastAcks.set(message.connection, message);
    else {
      due.set(message.index, { leastNs: before?.writeNs ?? -Infinity, mostNs: message.readNs });
      if (before) ackedBy.set(before.index, message.readNs);
    }
  }
  return {
    due: (index) => due.get(index) ?? { leastNs: Number.NaN, mostNs: Number.NaN },
    ackedBy: ({ index }) => ackedBy.get(index) ?? Infinity,
  };
}
