/** The first request to a service of the user's own over a lasting connection: one client opens it and closes it. */
import type { ProbeOptions } from "./card.js";
import { silentObserver } from "./silent-observer.js";
import type { Driver, DriverOptions } from "./transport.js";

/** Any of those that the run plays. */
const CLIENT = 0;

/** Resolves when it was open. Rejects with the reason why it was not. */
export async function openOnce<Config>(
  createDriver: (options: DriverOptions<Config>) => Promise<Driver>,
  { signal, ...options }: ProbeOptions<Config>,
): Promise<void> {
  signal.throwIfAborted();
  const driver = await createDriver({
    ...options,
    clients: [CLIENT],
    guarantee: "at-most-once", // nothing is sent, so nothing needs to be kept
    observer: silentObserver,
  });
  const close = (): void => void driver.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    await driver.open();
  } finally {
    signal.removeEventListener("abort", close);
    await driver.close();
  }
}
