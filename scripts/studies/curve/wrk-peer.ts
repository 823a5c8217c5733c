/** wrk at a rate: it only knows closed loops, so each connection pauses before a request for as long as it takes to come to the rate. */
import { signingKey } from "../../../src/events/secret.js";
import { byWrk } from "../wrk/wrk.js";
import type { Found, Load } from "./point.js";
import { type RunningService, SECRET } from "./reference-service.js";

/** Each halves the range of pauses: a longer one makes round trips shorter, so it cannot be computed. */
const TRIES = 4;
const TRY_SECONDS = 1;

export async function wrkPeer(service: RunningService, { perSecond, ...load }: Load): Promise<Found> {
  const secret = `whsec_${signingKey(SECRET, 0).toString("base64")}`;
  const target = { ...service, path: "/clients/0/events", secret };
  if (perSecond === undefined) return found(await byWrk(target, load));
  let [least, most] = [0, (load.connections / perSecond) * 1e3];
  for (let i = 0; i < TRIES; i++) {
    const pauseMs = (least + most) / 2;
    const { requestsPerSecond } = await byWrk(target, { ...load, seconds: TRY_SECONDS, pauseMs });
    if (requestsPerSecond > perSecond) least = pauseMs;
    else most = pauseMs;
  }
  return found(await byWrk(target, { ...load, pauseMs: (least + most) / 2 }));
}

const found = ({ requestsPerSecond, cpuUsPerRequest, ...latency }: Awaited<ReturnType<typeof byWrk>>): Found => ({
  perSecond: requestsPerSecond,
  cpuUsPerEvent: cpuUsPerRequest,
  ...latency,
});
