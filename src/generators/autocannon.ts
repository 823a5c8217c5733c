/**
 * The cross-check: a generator by others drives the same receiver in a closed loop, with the same window. This is the only import
 * of autocannon. It is never used with a rate and never for latencies. Its rate option sends each second's requests at once; its
 * correction for coordinated omission, which comes with a rate, takes seconds for milliseconds; and it keeps latencies in whole
 * milliseconds. The package is optional because it brings 59 others and only closed loops need it.
 */
import type Autocannon from "autocannon";
import type { HttpRequest } from "../transports/card.js";
import type { Endpoint } from "../transports/endpoint.js";

export interface AutocannonRequest {
  endpoint: Endpoint;
  /** How many events all clients together keep in flight. Each has a connection of its own. */
  inFlight: number;
  seconds: number;
  /** The requests as our own driver sends them. Each connection sends them in turn. */
  requests: readonly HttpRequest[];
}

export interface AutocannonReport {
  requestsPerSecond: number;
  /** How many requests ended in another answer than 2xx, in an error or in a timeout. */
  failed: number;
}

/** The answer is undefined where autocannon is not installed. */
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
