/** Tells a service of the user's own where clients receive, in the way that its transport's settings describe. */
import { PushbenchError } from "../errors.js";
import { cardOf } from "../transports/registry.js";
import type { Subscriber } from "../transports/transport.js";
import type { StartRequest } from "./service-entry.js";

/** It is shorter than the time that the bench waits for a `subscribe`. */
const ANNOUNCEMENTS_MS = 14_000;

/** `name`: as messages call the service. `url`: its origin. */
export async function announce(
  name: string,
  { transport, config, topology, secret, tls }: StartRequest,
  url: string,
  subscribers: readonly Subscriber[],
): Promise<void> {
  if (subscribers.length === 0) return; // clients connect by themselves
  const own = await cardOf(transport).own();
  const signal = AbortSignal.timeout(ANNOUNCEMENTS_MS);
  try {
    await own.announce?.({ config, topology, endpoint: { url }, secret, signal, ...(tls && { tls }) }, subscribers);
  } catch (cause) {
    const { message } = cause as Error;
    throw new PushbenchError("connect-failed", `${name} was not told where its clients receive: ${message}`, {
      hint: "Look at subscribe in the approach: it must be a request by which your service takes subscribers.",
      cause,
    });
  }
}
