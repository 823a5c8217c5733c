/** What plays one round of a run: a generator on each worker, the services on their host, and the clocks of all of these. */
import { clientsOfSegment } from "../../executors/segment.js";
import type { Topology } from "../../flow.js";
import type { HostPart } from "../../result/hosts.js";
import type { ServiceToHost } from "../worker/hosted-services.js";
import { FleetGenerator } from "./fleet-generator.js";
import { FleetService } from "./fleet-service.js";
import type { HostProgress, HostState } from "./host-progress.js";
import type { RemoteWorker } from "./remote-worker.js";
import { SliceClock } from "./slice-clock.js";

export class FleetRound {
  readonly generators: FleetGenerator[];
  /** Undefined: services are on the coordinator's machine. */
  readonly #host: RemoteWorker | undefined;
  /** By what names a clock: who reads the same one shares it. */
  readonly #clocks = new Map<string, SliceClock>();
  readonly #changed: () => void;
  #stateOfServices: Exclude<HostState, "lost"> = "starting";

  /** `changed` is told whenever somebody is further than before, and when a worker is lost. */
  constructor(workers: readonly RemoteWorker[], host: RemoteWorker | undefined, changed: () => void = () => {}) {
    this.#changed = changed;
    host?.death.catch(changed);
    this.generators = workers.map((worker) => new FleetGenerator(worker, this.#clockOf(worker), changed));
    this.#host = host;
    if (host !== undefined) this.#clockOf(host);
  }

  service(name: string, group: ServiceToHost["group"]): FleetService {
    const host = this.#host;
    if (host === undefined) throw new Error("no worker hosts services");
    const clientsAt = this.generators.map(({ worker }) => worker.card.clockAt.address);
    const asked = { id: host.newServiceId(), name: `${name} on worker ${host.name}`, group, clientsAt };
    return new FleetService(host, this.#clockOf(host), asked, () => this.#servicesAre("ready"));
  }

  async beginSlice(): Promise<void> {
    this.#servicesAre("playing");
    await Promise.all([...this.#clocks.values()].map((clock) => clock.beginSlice()));
  }

  async endSlice(): Promise<void> {
    await Promise.all([...this.#clocks.values()].map((clock) => clock.endSlice()));
  }

  /** How far everybody is: the host of the services first, then the generators in the order of the segments. */
  progress(): HostProgress[] {
    const host = this.#host;
    const ofClients = this.generators.map(
      ({ worker, seen }): HostProgress => ({
        worker: worker.name,
        host: worker.card.host,
        state: worker.isLost ? "lost" : seen.state,
        ...(!worker.isLost && seen.connected !== undefined && { connected: seen.connected }),
        ...bound(this.#boundToServices(worker)),
      }),
    );
    if (host === undefined) return ofClients;
    const state = host.isLost ? "lost" : this.#stateOfServices;
    const known = { worker: host.name, host: host.card.host, ...bound(this.#clockOf(host).boundNs) };
    return [{ ...known, state, services: true }, ...ofClients];
  }

  #servicesAre(state: Exclude<HostState, "lost">): void {
    if (this.#host === undefined || this.#stateOfServices === state) return;
    this.#stateOfServices = state;
    this.#changed();
  }

  /** Who played what, as far as it was played. */
  parts(topology: Topology): HostPart[] {
    const { length: count } = this.generators;
    const ofClients = this.generators.map(({ worker }, index) => ({
      worker: worker.name,
      clients: clientsOfSegment(topology, { index, count }).length,
      ...bound(this.#boundToServices(worker)),
    }));
    const host = this.#host;
    if (host === undefined) return ofClients;
    return [{ worker: host.name, clients: 0, services: true, ...bound(this.#clockOf(host).boundNs) }, ...ofClients];
  }

  /** Each of two clocks is known against the coordinator's, and both may be wrong at once. */
  #boundToServices(worker: RemoteWorker): number | undefined {
    const own = this.#clockOf(worker);
    if (this.#host === undefined || own.boundNs === undefined) return own.boundNs;
    const ofServices = this.#clockOf(this.#host);
    return own === ofServices ? 0 : own.boundNs + (ofServices.boundNs ?? 0);
  }

  #clockOf(worker: RemoteWorker): SliceClock {
    const id = worker.card.clockId ?? `that of worker ${worker.name}`;
    const known = this.#clocks.get(id) ?? new SliceClock(worker);
    this.#clocks.set(id, known);
    return known;
  }
}

const bound = (clockBoundNs: number | undefined): Pick<HostPart, "clockBoundNs"> =>
  clockBoundNs === undefined ? {} : { clockBoundNs };
