/** The requests that autocannon sends in a cross-check. They are like the run's, with event numbers that no slice uses. */
import { CROSS_CHECK_FIRST_INDEX } from "../events/id.js";
import { encodeEvent } from "../events/templates.js";
import type { Driver } from "../transports/transport.js";
import type { LoadRequest } from "./generator.js";

/** How many different requests there are. Each connection sends them in turn. */
const REQUESTS = 256;

export function crossCheckRequests(
  { source, schedules }: Pick<LoadRequest, "source" | "schedules">,
  driver: Driver,
  clients: readonly number[],
): Buffer[] {
  const { payloadBytes } = schedules.measured;
  return Array.from({ length: REQUESTS }, (_, i) => {
    const index = CROSS_CHECK_FIRST_INDEX + i;
    const bytes = payloadBytes[i % payloadBytes.length]!;
    const body = encodeEvent(source.template, source.seed, { index, dueNs: 0, bytes });
    return driver.encode(clients[i % clients.length]!, index, body);
  });
}
