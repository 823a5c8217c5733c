/** How a run counted an approach's deliveries. */

/**
 * "recipient": the recipients stamp what they get. "acknowledgement": in flow ingest, a delivery counts when its sender has the
 * acknowledgement, and latency contains the way back. "socket": in flow ingest without acknowledgements, it counts when the service
 * has answered a ping behind it, or a reference service has it; no time of it can be compared with others, so there is no latency.
 * What came twice or out of order shows only to recipients.
 */
export type DeliveriesBy = "recipient" | "acknowledgement" | "socket";

export const countedBy = ({ deliveriesBy }: { deliveriesBy?: DeliveriesBy | undefined }): DeliveriesBy =>
  deliveriesBy ?? "recipient";
