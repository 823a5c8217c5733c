/** The first real request of an approach: it shows that a service is ready, and counts nowhere. */
import { PROBE_INDEX } from "../events/id.js";
import { encodeEvent, type TemplateName, templates } from "../events/templates.js";
import type { Endpoint } from "../transports/endpoint.js";
import { cardOf } from "../transports/registry.js";
import { judged } from "./first-refusal.js";
import type { StartRequest } from "./service-entry.js";

const SEED = 1;

/**
 * Rejects with the reason why the service at that origin is not ready. With a template the event is one of the run's kind, for a
 * service may refuse kinds that it does not know.
 */
export async function firstRequest(
  { transport, config, topology, secret, tls }: StartRequest,
  endpoint: Endpoint,
  signal: AbortSignal,
  template: TemplateName | undefined,
): Promise<void> {
  const own = await cardOf(transport).own();
  const event =
    template && encodeEvent(template, SEED, { index: PROBE_INDEX, dueNs: 0, bytes: templates[template].minBytes });
  await own
    .probe({ config, topology, endpoint, secret, signal, ...(tls && { tls }), ...(event && { event }) })
    .catch((error: Error) => {
      throw judged(error);
    });
}
