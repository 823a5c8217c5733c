/**
 * The events of a measured window as a tap saw them pass, and the bounds between which each of their times must lie. What the tap saw
 * had been sent, and what it had not passed on nobody could have. So noise makes these bounds wider, but never wrong.
 */
import { WARM_UP_FIRST_INDEX } from "../../events/id.js";
import type { Flow } from "../../flow.js";
import type { WireLog, WireMessage } from "./wire-log.js";
import { type Bounds, closedLoopTiming, openLoopTiming } from "./wire-timing.js";

export interface Passages {
  events: number;
  deliveries: number;
  acks: number;
  /** The bounds of each delivery, counted from when its event was due, and then from when it was sent. */
  latency: Bounds[];
  serviceTime: Bounds[];
  ack: Bounds[];
  /** The bounds of each event's lateness. There are none in a closed loop. */
  lateness: Bounds[];
  /** The bounds of each event's first recipient, and then of its last. */
  firstRecipient: Bounds[];
  lastRecipient: Bounds[];
  /** When the first event was due at the latest, and when the last message was passed on; absolute. */
  startNs: number;
  lastNs: number;
}

/** `periodNs` between arrivals; undefined in a closed loop, whose events are due when they begin. */
export function passagesOf(log: WireLog, flow: Flow, periodNs: number | undefined): Passages {
  const measured = log.messages.filter(({ index }) => index < WARM_UP_FIRST_INDEX);
  const beginsAtClient = flow !== "broadcast";
  const endsAtClient = flow !== "ingest";
  const passed = (isAck: boolean, fromClient: boolean) =>
    measured.filter((message) => message.isAck === isAck && message.fromClient === fromClient);
  const began = firstsOf(passed(false, beginsAtClient), ({ index }) => index);
  const deliveries = firstsOf(passed(false, !endsAtClient), placeOf);
  const taken = firstsOf(passed(true, endsAtClient), placeOf);
  const acks = firstsOf(passed(true, !beginsAtClient), placeOf);

  const all = [...began.values()];
  const timing = periodNs === undefined ? closedLoopTiming(all, [...acks.values()]) : openLoopTiming(all, periodNs);
  const latencies = [...deliveries].map(([place, { index, writeNs }]): [index: number, latency: Bounds] => {
    const due = timing.due(index);
    const takenNs = taken.get(place)?.readNs ?? Infinity;
    return [index, { leastNs: writeNs - due.mostNs, mostNs: takenNs - due.leastNs }];
  });
  const latency = latencies.map(([, bounds]) => bounds);
  const recipients = new Map<number, Bounds[]>();
  for (const [index, bounds] of latencies) recipients.set(index, [...(recipients.get(index) ?? []), bounds]);
  return {
    events: began.size,
    deliveries: deliveries.size,
    acks: acks.size,
    latency,
    // An event was sent before it was seen, and not before it was due.
    serviceTime: [...deliveries.values()].map(({ index, readNs, writeNs }, i) => ({
      leastNs: writeNs - (beginsAtClient ? began.get(index)!.readNs : readNs),
      mostNs: latency[i]!.mostNs,
    })),
    ack: [...acks.values()].map((ack) => {
      const due = timing.due(ack.index);
      return { leastNs: ack.writeNs - due.mostNs, mostNs: timing.ackedBy(ack) - due.leastNs };
    }),
    lateness:
      periodNs === undefined
        ? []
        : all.map(({ index, readNs }) => ({ leastNs: 0, mostNs: readNs - timing.due(index).leastNs })),
    firstRecipient: [...recipients.values()].map((of) => extreme(of, Math.min)),
    lastRecipient: [...recipients.values()].map((of) => extreme(of, Math.max)),
    startNs: timing.due(0).mostNs,
    lastNs: [...measured.map(({ writeNs }) => writeNs), ...log.answersNs].reduce((last, ns) => Math.max(last, ns), 0),
  };
}

/** A client and an event: the connection stands for the client. */
const placeOf = ({ connection, index }: WireMessage): number => connection * WARM_UP_FIRST_INDEX + index;

/** The first message of each kind. The messages are in the order of time. */
function firstsOf(messages: readonly WireMessage[], keyOf: (message: WireMessage) => number): Map<number, WireMessage> {
  const firsts = new Map<number, WireMessage>();
  for (const message of messages) {
    const key = keyOf(message);
    if (!firsts.has(key)) firsts.set(key, message);
  }
  return firsts;
}

const extreme = (of: readonly Bounds[], which: (...values: number[]) => number): Bounds => ({
  leastNs: which(...of.map(({ leastNs }) => leastNs)),
  mostNs: which(...of.map(({ mostNs }) => mostNs)),
});

/** If each of many times lies between its bounds, each quantile of the times lies between the same quantiles of the bounds. */
export function quantileBounds(all: readonly Bounds[], quantile: number): Bounds {
  const rank = Math.max(0, Math.ceil(quantile * all.length) - 1);
  const of = (values: number[]): number => values.sort((a, b) => a - b)[rank] ?? Number.NaN;
  return { leastNs: of(all.map(({ leastNs }) => leastNs)), mostNs: of(all.map(({ mostNs }) => mostNs)) };
}
