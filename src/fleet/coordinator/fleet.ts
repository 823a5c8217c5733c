/** The workers of a run. They are found and taken before it begins, and kept until it ends; one that is lost is replaced if another is there. */
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { PushbenchError } from "../../errors.js";
import { clientsOfSegment } from "../../executors/segment.js";
import type { Topology } from "../../flow.js";
import type { HostResources } from "../../machine/host-resources.js";
import { kindOfAddress } from "../../remote/address-kind.js";
import type { HostPart, HostRecord } from "../../result/hosts.js";
import type { Bus } from "../channel/bus.js";
import {
  FLEET_PROTOCOL,
  isWorkerName,
  jsonBytes,
  parsedJson,
  type Refusal,
  subjects,
  type WorkerCard,
} from "../protocol.js";
import type { ServiceToHost } from "../worker/hosted-services.js";
import type { FleetGenerator } from "./fleet-generator.js";
import { FleetRound } from "./fleet-round.js";
import type { FleetService } from "./fleet-service.js";
import type { HostProgress } from "./host-progress.js";
import { missingWorkers } from "./missing-workers.js";
import { type Coordinator, type RemoteWorker, takeWorker } from "./remote-worker.js";
import { SliceLead } from "./slice-lead.js";

/** How long workers are waited for: one may be starting, or be ending another run. */
const FIND_MS = 10_000;
const GATHER_MS = 400;
/** Of the rate that workers allow, a warm-up raises its own to no more than that: chance makes some seconds fuller than others. */
const WARM_UP_SHARE = 0.7;

export interface FleetOptions {
  bus: Bus;
  token: string;
  /** How many play clients. */
  workers: number;
  /** The name of one more, on whose host the services run. Absent: they run on this machine. */
  serviceOn?: string | undefined;
  /** Where services of this machine listen, so that every worker reaches them. */
  address: string;
  pushbenchVersion: string;
  signal: AbortSignal;
  findMs?: number;
}

/** A worker's part of the clients, and what its host had for them when it was taken. */
export interface HostShare {
  worker: string;
  clients: number;
  resources: HostResources;
}

export class Fleet {
  readonly #options: FleetOptions;
  readonly #coordinator: Omit<Coordinator, "address">;
  #host: RemoteWorker | undefined;
  #workers: RemoteWorker[] = [];
  #round: FleetRound | undefined;
  #changed: () => void = () => {};
  /** All that ever took part, by name. */
  readonly #hosts = new Map<string, HostRecord>();
  readonly lead = new SliceLead();

  private constructor(options: FleetOptions) {
    this.#options = options;
    const { bus, token, pushbenchVersion } = options;
    this.#coordinator = { bus, token, pushbenchVersion, coordinator: `${hostname()} (pid ${process.pid})` };
  }

  /** Throws PushbenchError fleet-worker-missing when there are fewer workers than asked for. */
  static async of(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    try {
      await fleet.#fill();
      return fleet;
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  get size(): number {
    return this.#options.workers;
  }

  /** The worker on whose host the services run. Undefined: they run on this machine. */
  get serviceOn(): string | undefined {
    return this.#options.serviceOn;
  }

  /** Where processes of this machine listen. */
  get ownAddress(): string {
    return this.#options.address;
  }

  /** Where services listen. */
  get address(): string {
    return this.#host?.card.clockAt.address ?? this.ownAddress;
  }

  /** Where services and clients listen, each once. */
  get addresses(): string[] {
    return [...new Set([this.address, ...this.#workers.map(({ card }) => card.clockAt.address)])];
  }

  /** Whether no packet leaves this machine. */
  get isOnLoopback(): boolean {
    return kindOfAddress(this.address) === "loopback";
  }

  /** No warm-up raises its rate beyond that. */
  get mostEventsPerSecond(): number {
    const least = Math.min(...this.#workers.map(({ card }) => card.limits.maxEvents ?? Number.POSITIVE_INFINITY));
    const ofHost = this.#host?.card.limits.maxEvents ?? Number.POSITIVE_INFINITY;
    return Math.min(least * this.size, ofHost) * WARM_UP_SHARE;
  }

  /** A new generator on each worker, in the order of the workers' names. It is they who play the segments in that order. */
  async generators(): Promise<FleetGenerator[]> {
    await this.#fill();
    await Promise.all(this.#workers.map((worker) => worker.call("start", undefined)));
    this.#round = new FleetRound(this.#workers, this.#host, () => this.#changed());
    return this.#round.generators;
  }

  /** A service of the present round, on the host for services. `group`: it runs in several processes. */
  service(name: string, group: ServiceToHost["group"]): FleetService {
    return this.#round!.service(name, group);
  }

  async beginSlice(): Promise<void> {
    await this.#round?.beginSlice();
  }

  async endSlice(): Promise<void> {
    await this.#round?.endSlice();
  }

  /** How far each worker is in the present round, in the order of the segments. */
  progress(): HostProgress[] {
    return this.#round?.progress() ?? [];
  }

  /** Is told when that has changed. Returns what ends it. There is one who is told. */
  watch(changed: () => void): () => void {
    this.#changed = changed;
    return () => {
      this.#changed = () => {};
    };
  }

  /** In the order of the segments. */
  shares(topology: Topology): HostShare[] {
    const { length: count } = this.#workers;
    return this.#workers.map(({ name, card: { resources } }, index) => ({
      worker: name,
      clients: clientsOfSegment(topology, { index, count }).length,
      resources,
    }));
  }

  /** What the services' host had for them when it was taken. Undefined: they are on this machine. */
  get hostOfServices(): HostShare | undefined {
    const host = this.#host;
    return host && { worker: host.name, clients: 0, resources: host.card.resources };
  }

  /** Who played what in the round that is ending. */
  parts(topology: Topology): HostPart[] {
    return this.#round?.parts(topology) ?? [];
  }

  hosts(): HostRecord[] {
    return [...this.#hosts.values()];
  }

  /**
   * Why an error may have come: what fails first, when the host of the services is gone, are the connections to it. Resolves once that
   * host has given a sign of life since, or is lost. Undefined: it is not the reason.
   */
  async lossBehindError(): Promise<PushbenchError | undefined> {
    return this.#host?.lossFromNowOn();
  }

  /** Lets every worker go, and closes the bus. Never rejects. */
  async close(): Promise<void> {
    await this.#letGo(() => true);
    await this.#options.bus.close();
  }

  /** The answer is their names. */
  async #letGo(which: (worker: RemoteWorker) => boolean): Promise<string[]> {
    const gone = [...(this.#host ? [this.#host] : []), ...this.#workers].filter(which);
    await Promise.all(gone.map((worker) => worker.leave()));
    this.#workers = this.#workers.filter((worker) => !gone.includes(worker));
    if (this.#host !== undefined && gone.includes(this.#host)) this.#host = undefined;
    return gone.map(({ name }) => name);
  }

  get #isWhole(): boolean {
    const { workers, serviceOn } = this.#options;
    return this.#workers.length >= workers && (serviceOn === undefined || this.#host !== undefined);
  }

  /** Takes workers in the place of those that are lost or were never there. */
  async #fill(): Promise<void> {
    const { findMs = FIND_MS, signal } = this.#options;
    const gone = await this.#letGo(({ isLost }) => isLost);
    // Whoever plays clients was told where the services are, and plays against no other place.
    if (gone.includes(this.#options.serviceOn ?? "")) await this.#letGo(() => true);
    const untilMs = performance.now() + findMs;
    while (!this.#isWhole) {
      if (signal.aborted) throw new PushbenchError("interrupted", "The run was interrupted.");
      const reasons = await this.#takeSome();
      if (!this.#isWhole && performance.now() > untilMs) throw this.#missing(gone, reasons);
    }
    this.#workers.sort((a, b) => (a.name < b.name ? -1 : 1));
    this.#requireReach();
  }

  /** Takes those who answer, and says of the others why not. */
  async #takeSome(): Promise<Map<string, Refusal>> {
    const { bus, pushbenchVersion, workers: needed, serviceOn } = this.#options;
    const reasons = new Map<string, Refusal>();
    const answers = await bus.gather(subjects.workers, jsonBytes({}), GATHER_MS);
    const cards = answers.flatMap((data) => {
      const card = parsedJson<WorkerCard>(data);
      return isWorkerName(card?.name) ? [card as WorkerCard] : [];
    });
    const times = new Map<string, number>();
    for (const { name } of cards) times.set(name, (times.get(name) ?? 0) + 1);
    // The host for the services comes first: the others are told its address.
    const place = ({ name }: WorkerCard): string => (name === serviceOn ? "" : name);
    for (const card of cards.sort((a, b) => (place(a) < place(b) ? -1 : 1))) {
      const { name } = card;
      if (name === this.#host?.name || this.#workers.some((worker) => worker.name === name)) continue;
      if (times.get(name)! > 1) {
        reasons.set(name, { message: "several workers have that name", hint: "Give each a --name of its own." });
      } else if (card.pushbenchVersion !== pushbenchVersion || card.protocol !== FLEET_PROTOCOL) {
        reasons.set(name, {
          message: `it has pushbench ${card.pushbenchVersion} (protocol ${card.protocol}), and this is ${pushbenchVersion} (protocol ${FLEET_PROTOCOL})`,
          hint: "Install the same version on every machine of the fleet.",
        });
      } else if (name === serviceOn || (this.#workers.length < needed && (serviceOn === undefined || this.#host))) {
        const plays = name === serviceOn ? "services" : "clients";
        const taken = await takeWorker({ ...this.#coordinator, address: this.address }, name, plays);
        if ("message" in taken) reasons.set(name, taken);
        else this.#join(taken);
      }
    }
    if (!this.#isWhole) await setTimeout(GATHER_MS, undefined, { ref: true });
    return reasons;
  }

  #join(worker: RemoteWorker): void {
    if (worker.name === this.#options.serviceOn) this.#host = worker;
    else this.#workers.push(worker);
    const { name, host, cpuModel, cpuCount, cpus, memoryBytes, operatingSystem, node } = worker.card;
    const record = {
      worker: name,
      host,
      cpuModel,
      cpuCount,
      ...(cpus && { cpus }),
      memoryBytes,
      operatingSystem,
      node,
    };
    this.#hosts.set(name, record);
  }

  /** Nobody else reaches what listens on a host's loopback. */
  #requireReach(): void {
    const far = this.#workers.find(({ card }) => kindOfAddress(card.clockAt.address) !== "loopback");
    if (this.#host === undefined || far === undefined || !this.isOnLoopback) return;
    throw new PushbenchError(
      "usage",
      `Worker ${this.#host.name} listens on its host's loopback, where worker ${far.name} does not reach the services.`,
      { hint: "Start it with --address, and an address of its host that the others reach." },
    );
  }

  #missing(gone: readonly string[], reasons: ReadonlyMap<string, Refusal>): PushbenchError {
    const { workers: needed, serviceOn, bus, findMs = FIND_MS } = this.#options;
    const took = [...(this.#host ? [this.#host] : []), ...this.#workers].map(({ name }) => name);
    return missingWorkers({
      ...{ needed, serviceOn, took, gone, reasons },
      ...{ waitedMs: findMs, lastProblem: bus.lastProblem },
    });
  }
}
