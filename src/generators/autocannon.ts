/**
 * The cross-check: other people's generator against the same receiver, in closed loop, at the same window. The one
 * import of autocannon. Never with a rate, and never for latencies: its rate option sends each second's requests at
 * once, its correction for coordinated omission, which comes with a rate, takes seconds for milliseconds, and it keeps
 * latencies in whole milliseconds.
 */
import autocannon from "autocannon";

export interface AutocannonRequest {
  host: string;
  port: number;
  /** Events in flight over all clients: one connection each. */
  inFlight: number;
  seconds: number;
  /** Whole HTTP requests as our own driver sends them; connections go through them in turn. */
  requests: readonly Buffer[];
}

export interface AutocannonReport {
  requestsPerSecond: number;
  /** Answers that were not 2xx, errors and timeouts. */
  failed: number;
}

export async function runAutocannon({
  host,
  port,
  inFlight,
  seconds,
  requests,
}: AutocannonRequest): Promise<AutocannonReport> {
  const result = await autocannon({
    url: `http://${host}:${port}`,
    connections: inFlight,
    duration: seconds,
    pipelining: 1,
    workers: 0,
    requests: requests.map(parsed),
  });
  return {
    requestsPerSecond: result["2xx"] / result.duration,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

const METHOD = "POST";

/** A request's bytes taken apart again, so that head and signature are made in one place, the driver. */
function parsed(bytes: Buffer): { method: typeof METHOD; path: string; headers: Record<string, string>; body: Buffer } {
  const headEnd = bytes.indexOf("\r\n\r\n");
  const [start, ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return {
    method: METHOD,
    path: start!.split(" ")[1]!,
    headers: Object.fromEntries(headers),
    body: bytes.subarray(headEnd + 4),
  };
}
