/** The first real request of an approach: it shows that a service is ready, and counts nowhere. */
import type { Endpoint } from "../transports/endpoint.js";
import { cardOf } from "../transports/registry.js";
import type { StartRequest } from "./service-entry.js";

/** Rejects with the reason why the service at that origin is not ready. */
export async function firstRequest(
  { transport, config, topology, secret }: StartRequest,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<void> {
  const own = await cardOf(transport).own();
  await own.probe({ config, topology, endpoint, secret, signal });
}
