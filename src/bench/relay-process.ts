/** The bench's handle on the relay of an approach: it asks for addresses and tells the relay how the network is. */

import { needsRelay } from "../faults/registry.js";
import type { RelayMethods } from "../network/relay-entry.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { WorkerProcess } from "../processes/worker-process.js";
import type { NetworkSample } from "../result/fault-samples.js";
import type { Scenario } from "../scenario/load.js";
import type { Subscriber } from "../transports/transport.js";

const CALL_MS = 15_000;

/** Whether a relay stands between clients and service. Otherwise they talk directly. */
export const usesRelay = ({ network, faults = [] }: Pick<Scenario, "network" | "faults">): boolean =>
  network !== undefined || faults.some(needsRelay);

export class RelayProcess {
  readonly #worker: WorkerProcess<RelayMethods>;

  constructor(worker: WorkerProcess<RelayMethods>) {
    this.#worker = worker;
  }

  /** Resolves with the port, on the same host, that leads to this one. */
  async portTo(host: string, port: number): Promise<number> {
    const [address] = await this.#worker.call("listen", [{ host, port }], CALL_MS);
    return address!.port;
  }

  /** The subscribers with URLs by which the service reaches them through the relay. */
  async inFrontOf(subscribers: readonly Subscriber[]): Promise<Subscriber[]> {
    const urls = subscribers.map(({ url }) => new URL(url));
    const targets = urls.map(({ hostname, port }) => ({ host: hostname, port: Number(port) }));
    const addresses = await this.#worker.call("listen", targets, CALL_MS);
    return subscribers.map((subscriber, i) => {
      const url = urls[i]!;
      url.port = String(addresses[i]!.port);
      return { ...subscriber, url: url.href };
    });
  }

  async set(conditions: NetworkConditions): Promise<void> {
    await this.#worker.call("set", conditions, CALL_MS);
  }

  async beginMeasuring(): Promise<void> {
    await this.#worker.call("begin", undefined, CALL_MS);
  }

  sample(): Promise<NetworkSample> {
    return this.#worker.call("sample", undefined, CALL_MS);
  }
}
