/**
 * The cross-check: other people's generator against the same receiver, in closed loop, at the same window. The one
 * import of autocannon. Never with a rate, and never for latencies: its rate option sends each second's requests at
 * once, its correction for coordinated omission, which comes with a rate, takes seconds for milliseconds, and it keeps
 * latencies in whole milliseconds. An optional package: it brings 59 others, and only closed loops ask for it.
 */
import type Autocannon from "autocannon";
import type { HttpRequest } from "../transports/card.js";
import type { Endpoint } from "../transports/endpoint.js";

export interface AutocannonRequest {
  endpoint: Endpoint;
  /** Events in flight over all clients: one connection each. */
  inFlight: number;
  seconds: number;
  /** As our own driver sends them; connections go through them in turn. */
  requests: readonly HttpRequest[];
}

export interface AutocannonReport {
  requestsPerSecond: number;
  /** Answers that were not 2xx, errors and timeouts. */
  failed: number;
}

/** Undefined where it is not installed. */
export async function runAutocannon({
  endpoint,
  inFlight,
  seconds,
  requests,
}: AutocannonRequest): Promise<AutocannonReport | undefined> {
  const autocannon = await installed();
  if (autocannon === undefined) return undefined;
  const result = await autocannon({
    url: endpoint.url,
    connections: inFlight,
    duration: seconds,
    pipelining: 1,
    workers: 0,
    requests: [...requests],
  });
  return {
    requestsPerSecond: result["2xx"] / result.duration,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

async function installed(): Promise<typeof Autocannon | undefined> {
  try {
    return (await import("autocannon")).default;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
