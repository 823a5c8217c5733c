/** Whether a run may speak to a service beyond this machine. */
import { PushbenchError } from "../errors.js";
import { LOOPBACK, LOOPBACK_V6 } from "../loopback.js";

/** Throws PushbenchError usage where nobody has allowed it. */
export function requireConsent(url: URL): void {
  throw new PushbenchError(
    "usage",
    `${url.host} is not this machine: services are reached at localhost, ${LOOPBACK} or [${LOOPBACK_V6}].`,
  );
}
