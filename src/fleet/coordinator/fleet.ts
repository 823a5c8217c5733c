/** The workers of a run. They are found and taken before it begins, and kept until it ends; one that is lost is replaced if another is there. */
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { counted } from "../../counted.js";
import { PushbenchError } from "../../errors.js";
import { clientsOfSegment } from "../../executors/segment.js";
import type { Topology } from "../../flow.js";
import type { HostResources } from "../../machine/host-resources.js";
import { kindOfAddress } from "../../remote/address-kind.js";
import type { HostPart, HostRecord } from "../../result/hosts.js";
import { msToNs } from "../../units.js";
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
import { FleetGenerator } from "./fleet-generator.js";
import type { HostProgress } from "./host-progress.js";
import { type Coordinator, type RemoteWorker, takeWorker } from "./remote-worker.js";

/** How long workers are waited for: one may be starting, or be ending another run. */
const FIND_MS = 10_000;
const GATHER_MS = 400;
/** Of the rate that workers allow, a warm-up raises its own to no more than that: chance makes some seconds fuller than others. */
const WARM_UP_SHARE = 0.7;

export interface FleetOptions {
  bus: Bus;
  token: string;
  workers: number;
  /** Where services listen, so that every worker reaches them. */
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
  readonly #coordinator: Coordinator;
  #workers: RemoteWorker[] = [];
  #generators: FleetGenerator[] = [];
  #changed: () => void = () => {};
  /** All that ever took part, by name. */
  readonly #hosts = new Map<string, HostRecord>();
  /** From the last preparation to the start of a slice: the call must be there by then. */
  readonly leadNs = msToNs(200);

  private constructor(options: FleetOptions) {
    this.#options = options;
    const { bus, token, pushbenchVersion, address } = options;
    this.#coordinator = { bus, token, pushbenchVersion, address, coordinator: `${hostname()} (pid ${process.pid})` };
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

  get address(): string {
    return this.#options.address;
  }

  /** Whether no packet leaves this machine. */
  get isOnLoopback(): boolean {
    return kindOfAddress(this.address) === "loopback";
  }

  /** No warm-up raises its rate beyond that. */
  get mostEventsPerSecond(): number {
    const least = Math.min(...this.#workers.map(({ card }) => card.limits.maxEvents ?? Number.POSITIVE_INFINITY));
    return least * this.size * WARM_UP_SHARE;
  }

  /** A new generator on each worker, in the order of the workers' names. It is they who play the segments in that order. */
  async generators(): Promise<FleetGenerator[]> {
    await this.#fill();
    await Promise.all(this.#workers.map((worker) => worker.call("start", undefined)));
    this.#generators = this.#workers.map((worker) => new FleetGenerator(worker, () => this.#changed()));
    return this.#generators;
  }

  /** How far each worker is in the present round, in the order of the segments. */
  progress(): HostProgress[] {
    return this.#generators.map(({ worker, seen, clockBoundNs }) => ({
      worker: worker.name,
      host: worker.card.host,
      state: worker.isLost ? "lost" : seen.state,
      ...(!worker.isLost && seen.connected !== undefined && { connected: seen.connected }),
      ...(clockBoundNs !== undefined && { clockBoundNs }),
    }));
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

  /** Who played what in the round that is ending. */
  parts(topology: Topology): HostPart[] {
    const { length: count } = this.#generators;
    return this.#generators.map(({ worker, clockBoundNs }, index) => ({
      worker: worker.name,
      clients: clientsOfSegment(topology, { index, count }).length,
      ...(clockBoundNs !== undefined && { clockBoundNs }),
    }));
  }

  hosts(): HostRecord[] {
    return [...this.#hosts.values()];
  }

  /** Lets every worker go, and closes the bus. Never rejects. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.leave()));
    this.#workers = [];
    await this.#options.bus.close();
  }

  /** Takes workers in the place of those that are lost or were never there. */
  async #fill(): Promise<void> {
    const { workers: needed, findMs = FIND_MS, signal } = this.#options;
    for (const worker of this.#workers) if (worker.isLost) await worker.leave();
    const gone = this.#workers.filter(({ isLost }) => isLost).map(({ name }) => name);
    this.#workers = this.#workers.filter(({ isLost }) => !isLost);
    const untilMs = performance.now() + findMs;
    let reasons = new Map<string, Refusal>();
    while (this.#workers.length < needed) {
      if (signal.aborted) throw new PushbenchError("interrupted", "The run was interrupted.");
      reasons = await this.#takeSome(needed);
      if (this.#workers.length < needed && performance.now() > untilMs) throw this.#missing(gone, reasons);
    }
    this.#workers.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Takes those who answer, and says of the others why not. */
  async #takeSome(needed: number): Promise<Map<string, Refusal>> {
    const { bus, pushbenchVersion } = this.#options;
    const reasons = new Map<string, Refusal>();
    const answers = await bus.gather(subjects.workers, jsonBytes({}), GATHER_MS);
    const cards = answers.flatMap((data) => {
      const card = parsedJson<WorkerCard>(data);
      return isWorkerName(card?.name) ? [card as WorkerCard] : [];
    });
    const times = new Map<string, number>();
    for (const { name } of cards) times.set(name, (times.get(name) ?? 0) + 1);
    for (const card of cards.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const { name } = card;
      if (this.#workers.some((worker) => worker.name === name)) continue;
      if (times.get(name)! > 1) {
        reasons.set(name, { message: "several workers have that name", hint: "Give each a --name of its own." });
      } else if (card.pushbenchVersion !== pushbenchVersion || card.protocol !== FLEET_PROTOCOL) {
        reasons.set(name, {
          message: `it has pushbench ${card.pushbenchVersion} (protocol ${card.protocol}), and this is ${pushbenchVersion} (protocol ${FLEET_PROTOCOL})`,
          hint: "Install the same version on every machine of the fleet.",
        });
      } else if (this.#workers.length < needed) {
        const taken = await takeWorker(this.#coordinator, name);
        if ("message" in taken) reasons.set(name, taken);
        else this.#join(taken);
      }
    }
    if (this.#workers.length < needed) await setTimeout(GATHER_MS, undefined, { ref: true });
    return reasons;
  }

  #join(worker: RemoteWorker): void {
    this.#workers.push(worker);
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

  #missing(gone: readonly string[], reasons: ReadonlyMap<string, Refusal>): PushbenchError {
    const { workers: needed, bus, findMs = FIND_MS } = this.#options;
    const problems = [
      ...gone.map((name) => ({ at: name, message: "it was lost under way, and has not come back" })),
      ...[...reasons].map(([name, { message }]) => ({ at: name, message })),
    ];
    const hints = new Set([...reasons.values()].flatMap(({ hint }) => hint ?? []));
    const complaint = bus.lastProblem === undefined ? "" : ` NATS said last: ${bus.lastProblem}.`;
    return new PushbenchError(
      "fleet-worker-missing",
      `The run needs ${counted(needed, "worker")}, but within ${findMs / 1e3} s ${this.#workers.length} of them took part${gone.length === 0 ? "" : `; ${gone.join(" and ")} was lost under way`}`,
      {
        problems,
        hint: `${[...hints].join(" ") || "Start more (pushbench worker, docs/fleet.md), or take fewer with --workers."}${complaint}`,
      },
    );
  }
}
