/** The requests that autocannon sends in a cross-check. They are like the run's, with event numbers that no slice uses. */
import { CROSS_CHECK_FIRST_INDEX } from "../events/id.js";
import { encodeEvent } from "../events/templates.js";
import type { Schedule } from "../executors/schedule.js";
import type { EventSource } from "../processes/slice-plan.js";
import type { CrossCheck, HttpRequest } from "../transports/card.js";
import type { Driver } from "../transports/transport.js";

/** How many different requests there are. Each connection sends them in turn. */
const REQUESTS = 256;

export async function crossCheckRequests<Message>(
  { source, schedules }: { source: EventSource; schedules: { measured: Schedule } },
  driver: Driver<Message>,
  { requestOf }: Pick<CrossCheck<never, Message>, "requestOf">,
  clients: readonly number[],
): Promise<HttpRequest[]> {
  const { payloadBytes } = schedules.measured;
  const asRequest = await requestOf();
  return Array.from({ length: REQUESTS }, (_, i) => {
    const index = CROSS_CHECK_FIRST_INDEX + i;
    const bytes = payloadBytes[i % payloadBytes.length]!;
    const body = encodeEvent(source.template, source.seed, { index, dueNs: 0, bytes });
    return asRequest(driver.prepare(clients[i % clients.length]!, index, body));
  });
}
