/**
 * What the processes of a run would have seen of a slice: made from its schedule, with times drawn anew for each event. The bench
 * takes it in as it takes in a run's own, so that its growth is measured without the hours that such runs would last.
 */
import { type Columns, noObservations, type Observations } from "../../../src/collectors/observations.js";
import type { Schedule } from "../../../src/executors/schedule.js";
import { deliveriesPerEvent, roomBounds, SERVICE, type Topology } from "../../../src/flow.js";
import type { SlicePlan } from "../../../src/processes/slice-plan.js";
import type { Random } from "../../../src/random.js";
import { NS_PER_US } from "../../../src/units.js";

/** The usual times of one event. Each is drawn from an exponential distribution around it. */
const [LATE_NS, ENCODED_NS, ON_ITS_WAY_NS, ANSWERED_NS] = [20, 5, 200, 100].map((us) => us * NS_PER_US) as [
  number,
  number,
  number,
  number,
];

export interface ObservedSlice {
  generator: Observations;
  service: Observations;
}

export interface SliceSeen {
  schedule: Schedule;
  topology: Topology;
  slice: SlicePlan;
  startNs: number;
}

/** Events begin with clients: in flow ingest they end in the service, in flow relay at the other members of the room. */
export function observedSlice({ schedule, topology, slice, startNs }: SliceSeen, random: Random): ObservedSlice {
  const events = slice.to - slice.from;
  let deliveries = 0;
  for (let event = slice.from; event < slice.to; event++)
    deliveries += deliveriesPerEvent(topology, schedule.sender[event]!);
  const isRelay = topology.flow === "relay";
  const seen: ObservedSlice = { generator: noObservations(), service: noObservations() };
  const [begun, sent, acked, delivered] = [events, events, events, deliveries].map(columns) as [
    Columns,
    Columns,
    Columns,
    Columns,
  ];
  Object.assign(seen.generator, { begun, sent, acked });
  Object.assign(isRelay ? seen.generator : seen.service, { delivered });
  const [passedOn, answered] = [columns(deliveries), columns(deliveries)];
  if (isRelay) Object.assign(seen.service, { sent: passedOn, acked: answered });
  const around = (usualNs: number): number => -usualNs * Math.log(1 - random.next());
  let delivery = 0;
  for (let i = 0; i < events; i++) {
    const event = slice.from + i;
    const sender = schedule.sender[event]!;
    const begunNs = startNs + schedule.dueNs[event]! - slice.offsetNs + around(LATE_NS);
    const sentNs = begunNs + around(ENCODED_NS);
    const arrivedNs = sentNs + around(ON_ITS_WAY_NS);
    put(begun, i, sender, event, begunNs);
    put(sent, i, sender, event, sentNs);
    put(acked, i, sender, event, arrivedNs + around(ANSWERED_NS));
    if (!isRelay) {
      put(delivered, delivery++, SERVICE, event, arrivedNs);
      continue;
    }
    const { from, to } = roomBounds(topology, sender);
    for (let recipient = from; recipient < to; recipient++) {
      if (recipient === sender) continue;
      const passedOnNs = arrivedNs + around(ENCODED_NS);
      const deliveredNs = passedOnNs + around(ON_ITS_WAY_NS);
      put(passedOn, delivery, recipient, event, passedOnNs);
      put(delivered, delivery, recipient, event, deliveredNs);
      put(answered, delivery, recipient, event, deliveredNs + around(ANSWERED_NS));
      delivery++;
    }
  }
  return seen;
}

const columns = (length: number): Columns => ({
  client: new Int32Array(length),
  index: new Int32Array(length),
  atNs: new Float64Array(length),
});

function put(to: Columns, at: number, client: number, index: number, atNs: number): void {
  to.client[at] = client;
  to.index[at] = index;
  to.atNs[at] = atNs;
}
