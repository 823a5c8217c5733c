/** Raw requests against our webhook receiver. */
import type { Security } from "../../../src/tls/security.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/webhook/config.js";
import { startService } from "../../../src/transports/webhook/service.js";
import type { CaseResult } from "../case-result.js";
import { playRequest, type Target } from "./request-play.js";
import { requestCases } from "./requests.js";

const AT_ONCE = 32;

export async function receiverSide(tls?: Security): Promise<CaseResult[]> {
  const delivered: number[] = [];
  const service = await startService({
    port: 0,
    config: config.parse({ signature: "none" }),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: "conformance",
    ...(tls && { tls }),
    observer: { ...silentObserver, delivered: (_, index) => delivered.push(index) },
  });
  const target: Target = { suite: "http-receiver", host: "127.0.0.1", port: service.port, tls, delivered };
  const rows: CaseResult[] = new Array(requestCases.length);
  await concurrently(AT_ONCE, requestCases.entries(), async ([number, one]) => {
    rows[number] = await playRequest(target, one, number);
  });
  await service.close();
  return rows;
}
