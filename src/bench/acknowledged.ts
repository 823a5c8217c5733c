/**
 * Deliveries to a service that cannot report them itself: the events that its senders saw acknowledged. The time is that of the
 * acknowledgement at the sender, so the latency includes the way back. Nobody sees what the service took twice.
 */
import { noObservations, type Observations } from "../collectors/observations.js";
import { SERVICE } from "../flow.js";

/** The argument is what one process of senders saw. */
export function deliveredByAck({ acked }: Observations): Observations {
  const delivered = { client: new Int32Array(acked.client.length).fill(SERVICE), index: acked.index, atNs: acked.atNs };
  return { ...noObservations(), delivered };
}
