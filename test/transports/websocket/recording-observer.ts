import { setImmediate, setTimeout } from "node:timers/promises";
import type { Observer } from "../../../src/transports/transport.js";

/** Writes down what a transport reports, each as [client, index]. */
export class RecordingObserver implements Observer {
  readonly sentEvents: [number, number][] = [];
  readonly deliveredEvents: [number, number][] = [];
  readonly ackedEvents: [number, number][] = [];
  readonly refusedEvents: [number, number, string][] = [];
  readonly retriedEvents: [number, number][] = [];
  readonly suppressedEvents: [number, number][] = [];
  readonly connectedClients: number[] = [];
  readonly disconnectedClients: number[] = [];
  readonly problems: string[] = [];

  sent(client: number, index: number): void {
    this.sentEvents.push([client, index]);
  }
  delivered(client: number, index: number): void {
    this.deliveredEvents.push([client, index]);
  }
  acked(client: number, index: number): void {
    this.ackedEvents.push([client, index]);
  }
  refused(client: number, index: number, reason: string): void {
    this.refusedEvents.push([client, index, reason]);
  }
  retried(client: number, index: number): void {
    this.retriedEvents.push([client, index]);
  }
  suppressed(client: number, index: number): void {
    this.suppressedEvents.push([client, index]);
  }
  connected(client: number): void {
    this.connectedClients.push(client);
  }
  disconnected(client: number): void {
    this.disconnectedClients.push(client);
  }
  problem(reason: string): void {
    this.problems.push(reason);
  }
}

/** For so long it is looked in every turn of the loop, for what comes over a socket at once; then by timers, which take no processor. */
const EVERY_TURN_MS = 2;

/** Resolves once the condition holds; rejects, naming it, when it does not in time. */
export async function until(condition: () => boolean, limitSeconds = 5): Promise<void> {
  const begunMs = performance.now();
  while (!condition()) {
    const waitedMs = performance.now() - begunMs;
    if (waitedMs > limitSeconds * 1000) throw new Error(`never came true: ${condition}`);
    await (waitedMs < EVERY_TURN_MS ? setImmediate() : setTimeout(1));
  }
}
