/**
 * A round of two slices in which every stamp is drawn: who begins which event when, and what becomes of it. `witnessOf` says what a process
 * that plays some of the clients would report of a slice.
 */
import fc from "fast-check";
import {
  ColumnLog,
  type ObservationKind,
  type Observations,
  observationKinds,
} from "../../../src/collectors/observations.js";
import type { Schedule } from "../../../src/executors/schedule.js";
import { type Flow, flowNames, roomBounds, SERVICE, type Topology } from "../../../src/flow.js";
import type { SlicePlan } from "../../../src/processes/slice-plan.js";
import type { Outstanding } from "../../../src/transports/transport.js";
import { NS_PER_SECOND } from "../../../src/units.js";

const fates = ["arrives", "comes twice", "is lost", "is refused", "is still tried"] as const;

interface DrawnEvent {
  sender: number;
  /** After the event before it was due. */
  gapNs: number;
  lateNs: number;
  /** From its begin until it is sent. */
  waitsNs: number;
  /** From there to a recipient, in turns. */
  tripsNs: number[];
  /** Of its deliveries, in turns. */
  fates: (typeof fates)[number][];
  /** Whether it waits for a connection. */
  opens: boolean;
}

export interface DrawnRound {
  topology: Topology;
  /** Whether an event counts as delivered when its sender has the acknowledgement. */
  byAck: boolean;
  events: DrawnEvent[];
  /** How many of them the first slice has. */
  inFirst: number;
}

const drawnEvent: fc.Arbitrary<DrawnEvent> = fc.record({
  sender: fc.nat(11),
  gapNs: fc.nat(40e6),
  lateNs: fc.nat(2e6),
  waitsNs: fc.nat(3e6),
  tripsNs: fc.array(fc.nat(90e6), { minLength: 1, maxLength: 5 }),
  fates: fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 4 }),
  opens: fc.boolean(),
});

export const drawnRounds: fc.Arbitrary<DrawnRound> = fc
  .record({
    flow: fc.constantFrom<Flow>(...flowNames),
    clients: fc.integer({ min: 3, max: 12 }),
    roomSize: fc.integer({ min: 1, max: 5 }),
    isByAck: fc.boolean(),
    events: fc.array(drawnEvent, { minLength: 1, maxLength: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ flow, clients, roomSize, isByAck, events, share }) => ({
    topology: { flow, clients, roomSize: flow === "relay" ? roomSize : 1 },
    byAck: isByAck && flow === "ingest",
    events,
    inFirst: Math.round(events.length * share),
  }));

const senderOf = ({ topology }: DrawnRound, { sender }: DrawnEvent): number =>
  topology.flow === "broadcast" ? SERVICE : sender % topology.clients;

export function scheduleOf(round: DrawnRound): Schedule {
  const dueNs = new Float64Array(round.events.length);
  for (const [i, { gapNs }] of round.events.entries()) dueNs[i] = (dueNs[i - 1] ?? 0) + gapNs;
  return {
    dueNs,
    sender: Int32Array.from(round.events, (event) => senderOf(round, event)),
    payloadBytes: Int32Array.from(round.events, (_, i) => 60 + i),
  };
}

export function slicesOf({ inFirst, events }: DrawnRound, { dueNs }: Schedule): SlicePlan[] {
  const edgeNs = inFirst === 0 ? 0 : dueNs[inFirst - 1]! + 1;
  const slice = (from: number, to: number, offsetNs: number, lengthNs: number): SlicePlan => ({
    ...{ phase: "measured", from, to, offsetNs, lengthNs },
  });
  return [slice(0, inFirst, 0, edgeNs + 1), slice(inFirst, events.length, edgeNs + 1, 2 * NS_PER_SECOND)];
}

/** Something that was seen at a client, or by the service (`place` is SERVICE). */
interface Seen {
  slice: number;
  place: number;
  kind: ObservationKind;
  client: number;
  event: number;
  /** Since the slice began. */
  atNs: number;
  /** In the place of a time, where the kind has durations. */
  durationNs?: number;
}

const recipientsOf = (topology: Topology, sender: number): number[] => {
  if (topology.flow === "ingest") return [SERVICE];
  const { from, to } = topology.flow === "relay" ? roomBounds(topology, sender) : { from: 0, to: topology.clients };
  return Array.from({ length: to - from }, (_, i) => from + i).filter((one) => one !== sender);
};

/** Everything that anybody saw, in the order in which it happened. */
// Nothing comes in a later slice than its own: how much later that begins is the one time here that nobody draws.
function allSeen(round: DrawnRound, { dueNs }: Schedule, slices: readonly SlicePlan[]): Seen[] {
  const { topology, inFirst } = round;
  const all: Seen[] = [];
  for (const [event, drawn] of round.events.entries()) {
    const slice = event < inFirst ? 0 : 1;
    const sender = senderOf(round, drawn);
    const begunNs = dueNs[event]! - slices[slice]!.offsetNs + drawn.lateNs;
    const sentNs = begunNs + drawn.waitsNs;
    const add = (seen: Omit<Seen, "slice" | "event">) => void all.push({ slice, event, ...seen });
    add({ place: sender, kind: "begun", client: sender, atNs: begunNs });
    if (topology.flow !== "broadcast") {
      add({ place: sender, kind: "sent", client: sender, atNs: sentNs });
      if (drawn.opens) {
        const opened = { place: sender, client: sender, atNs: sentNs };
        add({ ...opened, kind: "connected" });
        add({ ...opened, kind: "connecting", durationNs: drawn.waitsNs });
      }
    }
    for (const [i, recipient] of recipientsOf(topology, sender).entries()) {
      const fate = fateOf(drawn, i);
      const other = recipient === SERVICE ? sender : recipient; // the client whom the service sees
      const arrivesNs = sentNs + drawn.tripsNs[i % drawn.tripsNs.length]! + i;
      if (topology.flow !== "ingest") add({ place: SERVICE, kind: "sent", client: recipient, atNs: sentNs + i });
      if (fate === "is lost" || fate === "is still tried") continue;
      const asker = topology.flow === "ingest" ? sender : SERVICE;
      if (fate === "is refused") {
        add({ place: asker, kind: "refused", client: other, atNs: arrivesNs });
        continue;
      }
      const arrival = { place: recipient, kind: "delivered", client: recipient } as const;
      add({ ...arrival, atNs: arrivesNs });
      if (fate === "comes twice") add({ ...arrival, atNs: arrivesNs + 5e6 });
      add({ place: asker, kind: "acked", client: other, atNs: arrivesNs + 1e6 });
      if (topology.flow === "relay" && i === 0) add({ place: sender, kind: "acked", client: sender, atNs: arrivesNs });
    }
  }
  return all.sort((a, b) => a.atNs - b.atNs);
}

export interface SeenOfSlice {
  observations: Observations;
  outstanding: Outstanding[];
}

/** What a process reports of a slice that plays these clients, or is the service. `stamp`: what its clock showed so long after the slice began. */
export function witnessOf(round: DrawnRound, schedule: Schedule, slices: readonly SlicePlan[]) {
  const all = allSeen(round, schedule, slices);
  return (slice: SlicePlan, places: ReadonlySet<number>, stamp: (sinceStartNs: number) => number): SeenOfSlice => {
    const number = slices.indexOf(slice);
    const mine = all.filter((seen) => seen.slice === number && places.has(seen.place));
    const columns = (kind: ObservationKind) => {
      const log = new ColumnLog();
      for (const seen of mine)
        if (seen.kind === kind) log.append(seen.client, seen.event, seen.durationNs ?? stamp(seen.atNs));
      return log.take();
    };
    const kinds = Object.fromEntries(observationKinds.map((kind) => [kind, columns(kind)]));
    const reasons = Object.fromEntries([...places].map((place) => [`client ${place} was slow`, 1]));
    return {
      observations: { ...kinds, reasons } as Observations,
      outstanding: stillTried(round, slice).flatMap(({ place, owed }) => (places.has(place) ? [owed] : [])),
    };
  };
}

/** What is still tried when a slice ends, and by whom. */
function stillTried(round: DrawnRound, { from, to }: SlicePlan): { place: number; owed: Outstanding }[] {
  const { topology, events } = round;
  return events.slice(from, to).flatMap((drawn, i) => {
    const sender = senderOf(round, drawn);
    const tried = recipientsOf(topology, sender).filter((_, k) => fateOf(drawn, k) === "is still tried");
    return tried.map((recipient) =>
      topology.flow === "ingest"
        ? { place: sender, owed: [sender, from + i] as const }
        : { place: SERVICE, owed: [recipient, from + i] as const },
    );
  });
}

const fateOf = ({ fates }: DrawnEvent, recipient: number) => fates[recipient % fates.length]!;
