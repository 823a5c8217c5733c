/** wrk at a rate: it only knows closed loops, so each connection pauses before a request for as long as it takes to come to the rate. */
import { signingKey } from "../../../src/events/secret.js";
import { byWrk } from "../wrk/wrk.js";
import type { Found, Load } from "./point.js";
import { type RunningService, SECRET } from "./reference-service.js";

/** From these the pause is computed: what is left of a turn when the request has its answer. */
const TRIES = 2;
const TRY_SECONDS = 1;

export async function wrkPeer(service: RunningService, { perSecond, ...load }: Load): Promise<Found> {
  const secret = `whsec_${signingKey(SECRET, 0).toString("base64")}`;
  const target = { ...service, path: "/clients/0/events", secret };
  if (perSecond === undefined) return found(await byWrk(target, load));
  const turnMs = (load.connections / perSecond) * 1e3;
  let pauseMs = turnMs;
  for (let i = 0; i < TRIES; i++) {
    const tried = await byWrk(target, { ...load, seconds: TRY_SECONDS, pauseMs });
    const roundTripMs = (load.connections / tried.requestsPerSecond) * 1e3 - pauseMs;
    pauseMs = Math.max(0, turnMs - roundTripMs);
  }
  return found(await byWrk(target, { ...load, pauseMs }));
}

const found = ({ requestsPerSecond, cpuUsPerRequest, ...latency }: Awaited<ReturnType<typeof byWrk>>): Found => ({
  perSecond: requestsPerSecond,
  cpuUsPerEvent: cpuUsPerRequest,
  ...latency,
});
