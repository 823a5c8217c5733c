/**
 * Deliveries that the recipient cannot report, or that are not to be taken from it: what stands in their place in the observations of
 * a slice, and what nobody saw of them.
 */
import { noObservations, type Observations } from "../collectors/observations.js";
import { type Flow, SERVICE } from "../flow.js";
import type { Deliveries, DeliveriesBy } from "../result/result.js";

/**
 * What the ledger is told of a slice. By acknowledgement, an event is delivered when its sender has the acknowledgement, whoever the
 * service is. Then what the service says of deliveries does not count, so that nothing counts twice. By socket, the senders say
 * themselves that the service has read it, or a reference service says so.
 */
export function countedObservations(
  by: DeliveriesBy,
  senders: readonly Observations[],
  service: Observations,
): Observations[] {
  if (by !== "acknowledgement") return [...senders, service];
  const { delivered, suppressed } = noObservations();
  return [...senders.map(deliveredByAck), { ...service, delivered, suppressed }];
}

/** The argument is what one process of senders saw. */
function deliveredByAck(seen: Observations): Observations {
  const { client, index, atNs } = seen.acked;
  return { ...seen, delivered: { client: new Int32Array(client.length).fill(SERVICE), index, atNs } };
}

/** The sums without those that nobody could see. */
export function seenDeliveries(
  deliveries: Deliveries,
  { by, flow, isOwn }: { by: DeliveriesBy; flow: Flow; isOwn: boolean },
): Deliveries {
  if (by !== "recipient") {
    const { duplicates: _duplicates, outOfOrder: _outOfOrder, suppressed: _suppressed, ...seen } = deliveries;
    return seen;
  }
  if (!isOwn || flow === "ingest") return deliveries;
  // The service sends and receives as well, and does not say how often.
  const { firstAttempts: _firstAttempts, retries: _retries, suppressed: _suppressed, ...seen } = deliveries;
  return seen;
}
