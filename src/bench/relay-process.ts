/** The bench's handle on the relay of an approach: it asks for addresses and tells the relay how the network is. */

import { needsRelay } from "../faults/registry.js";
import type { RelayMethods } from "../network/relay-entry.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { WorkerProcess } from "../processes/worker-process.js";
import type { NetworkSample } from "../result/fault-samples.js";
import type { Scenario } from "../scenario/load.js";
import { originAt } from "../services/origin.js";
import { addressOf, type Endpoint } from "../transports/endpoint.js";

const CALL_MS = 15_000;

/** Whether a relay stands between clients and service. Otherwise they talk directly. */
export const usesRelay = ({ network, faults = [] }: Pick<Scenario, "network" | "faults">): boolean =>
  network !== undefined || faults.some(needsRelay);

export class RelayProcess {
  readonly #worker: WorkerProcess<RelayMethods>;

  constructor(worker: WorkerProcess<RelayMethods>) {
    this.#worker = worker;
  }

  /** The endpoint at which clients reach it through the relay. */
  async endpointTo(endpoint: Endpoint): Promise<Endpoint> {
    const [through] = await this.inFrontOf([endpoint]);
    return through!;
  }

  /** The same hosts with other ports, or the relay's own host, which lead there through the relay. */
  async inFrontOf<Reached extends Endpoint>(targets: readonly Reached[]): Promise<Reached[]> {
    const asked = targets.map(addressOf);
    const addresses = await this.#worker.call("listen", asked, CALL_MS);
    return targets.map((target, i) => {
      const { host, port } = addresses[i]!;
      const url = new URL(target.url);
      url.port = String(port);
      // A name stays a name: it may stand in a certificate.
      const origin = host === asked[i]!.host ? url.origin : originAt(host, port, url.protocol === "https:");
      return { ...target, url: origin };
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
