import type { Delivery } from "../../src/collectors/collector.js";

/** A delivery of which only those fields matter; nobody saw it being sent unless they say so. */
export const delivery = (fields: Partial<Delivery>): Delivery => ({
  ...{ event: 0, recipient: 0, dueNs: 0, sentNs: Number.NaN, deliveredNs: 0 },
  ...fields,
});
