/**
 * What a service took that cannot tell: what its senders saw acknowledged. The moment is that of the acknowledgement at
 * the sender, so latency has the way back in it; and what was taken twice is not seen.
 */
import { noObservations, type Observations } from "../collectors/observations.js";
import { SERVICE } from "../flow.js";

/** `senders`: what one process of senders saw. */
export function deliveredByAck({ acked }: Observations): Observations {
  const delivered = { client: new Int32Array(acked.client.length).fill(SERVICE), index: acked.index, atNs: acked.atNs };
  return { ...noObservations(), delivered };
}
