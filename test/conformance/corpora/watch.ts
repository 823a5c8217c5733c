/** What an attack must not do to the process that it is made on. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import type { Observer } from "../../../src/transports/transport.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes in use once everything that can go is gone; those outside of V8's heap included. */
export async function settledMemoryBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve)); // closed sockets let go of their buffers in a later turn
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Counts like a recorder: what was taken, and each reason once with its number. */
export class CountingObserver implements Observer {
  deliveries = 0;
  readonly reasons = new Map<string, number>();
  sent = silentObserver.sent;
  acked = silentObserver.acked;
  retried = silentObserver.retried;
  suppressed = silentObserver.suppressed;
  refused = silentObserver.refused;
  connected = silentObserver.connected;
  disconnected = silentObserver.disconnected;

  #awaited = Number.POSITIVE_INFINITY;
  #reached = (): void => {};

  /** Resolves when so many were taken. The limit is the test's own: how long thousands of attacks take is up to the machine. */
  taken(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = count;
      this.#reached = resolve;
      if (this.deliveries >= count) resolve();
    });
  }

  delivered(): void {
    if (++this.deliveries === this.#awaited) this.#reached();
  }

  problem(reason: string): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }
}
