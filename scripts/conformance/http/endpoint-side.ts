/** Raw requests against the endpoint of one of our clients. */
import { loopbackUrl } from "../../../src/loopback.js";
import type { Security } from "../../../src/tls/security.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import type { CaseResult } from "../case-result.js";
import { playRequest, type Target } from "./request-play.js";
import { requestCases } from "./requests.js";

const AT_ONCE = 32;

export async function endpointSide(tls?: Security): Promise<CaseResult[]> {
  const delivered: number[] = [];
  const driver = await createDriver({
    endpoint: { url: loopbackUrl(1) }, // in a broadcast clients send nothing
    clients: [0],
    config: config.parse({ signature: "none" }),
    topology: { flow: "broadcast", clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: "conformance",
    ...(tls && { tls }),
    observer: { ...silentObserver, delivered: (_, index) => delivered.push(index) },
  });
  await driver.open();
  const url = new URL(driver.subscribers()[0]!.url);
  const target: Target = { suite: "http-endpoint", host: url.hostname, port: Number(url.port), tls, delivered };
  const rows: CaseResult[] = new Array(requestCases.length);
  await concurrently(AT_ONCE, requestCases.entries(), async ([number, one]) => {
    rows[number] = await playRequest(target, one, number);
  });
  await driver.close();
  return rows;
}
