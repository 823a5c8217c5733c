/** The services that a run has on this worker's host: the bench would start, handle and measure them here in the same way. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type ScratchFolder, scratchFolder } from "../../files/scratch-folder.js";
import { OWNER } from "../../last-will.js";
import type { HostSlice } from "../../machine/host-watch.js";
import { ProcessGroup, processTree } from "../../machine/process-group.js";
import { type Answer, answerTo, type ParamsOf, type ValueOf } from "../../processes/channel.js";
import { WorkerProcess } from "../../processes/worker-process.js";
import { killGroup } from "../../services/command-process.js";
import { type GroupSpec, groupEnvironment } from "../../services/group/specs.js";
import { HostedService } from "../../services/hosted-service.js";
import type { ServiceMethods, StartRequest } from "../../services/service-entry.js";
import { listeningOn } from "../../transports/listening-host.js";

const primaryEntry = fileURLToPath(new URL("../../services/group/primary-entry.js", import.meta.url));

/** What the coordinator says of a service that is to start here. */
export interface ServiceToHost {
  /** No two of a run have the same. */
  id: number;
  /** How messages name it. */
  name: string;
  /** Of one in several processes. */
  group?: Pick<GroupSpec, "processes" | "ports" | "needsBus"> | undefined;
  /** Where the fleet's clients listen. */
  clientsAt: readonly string[];
}

/** What is done to its process, or read of it, from outside. */
export type OutsideRequest =
  | { ask: "watch"; everyMs: number; hostFromNs?: number }
  | { ask: "deliveredBetween"; fromNs: number; untilNs: number }
  | { ask: "watched" | "keptBeside" | "SIGSTOP" | "SIGCONT" | "kill" | "stop" };

export interface HostedServicesOptions {
  /** The program of a service. */
  entry: string;
  cpus: readonly number[];
  listenOn: string;
  /** Looks at the CPUs of this host from just before `fromNs` on. The run has these processes there. Returns what looks a last time. */
  watchHost(pids: readonly number[], fromNs: number): () => HostSlice;
  /** Told when one ends that was not asked to: its id, and the error. */
  died(death: Answer): void;
}

export class HostedServices {
  readonly #options: HostedServicesOptions;
  readonly #services = new Map<number, HostedService>();
  readonly #names = new Map<number, string>();
  readonly #leaders: number[] = [];
  /** Slices are played one after the other. */
  #hostSlice: (() => HostSlice) | undefined;
  #folder: ScratchFolder | undefined;
  /** By their paths on the coordinator's machine. */
  readonly #journals = new Map<string, number>();

  constructor(options: HostedServicesOptions) {
    this.#options = options;
  }

  /** The answer is its pid. */
  start({ id, name, group }: ServiceToHost): number {
    const { entry, cpus, listenOn, died } = this.#options;
    const process = new WorkerProcess<ServiceMethods>({
      name,
      entry: group === undefined ? entry : primaryEntry,
      cpus,
      diedCode: "service-died",
      env: { ...(group && groupEnvironment({ entry, name, ...group })), ...listeningOn(listenOn) },
    });
    const service = new HostedService(process, { isGroup: group !== undefined });
    this.#services.set(id, service);
    this.#names.set(id, name);
    if (group !== undefined) this.#leaders.push(process.pid);
    void answerTo({ death: () => service.death }, { id, method: "death", params: undefined }).then(died);
    return process.pid;
  }

  /** One that succeeds another has the same. */
  nameOf(id: number): string {
    return this.#names.get(id) ?? "";
  }

  /** Those of the rounds before were stopped. */
  get isEmpty(): boolean {
    return this.#services.size === 0;
  }

  /** A journal is kept on this host, whatever its path is on the coordinator's. */
  call<K extends keyof ServiceMethods & string>(
    id: number,
    method: K,
    params: ParamsOf<ServiceMethods, K>,
    timeoutMs: number,
  ): Promise<ValueOf<ServiceMethods, K>> {
    const { journal } = (method === "start" ? params : {}) as Partial<StartRequest>;
    const here = journal === undefined ? params : { ...(params as StartRequest), journal: this.#journalHere(journal) };
    return this.#get(id).call(method, here as typeof params, timeoutMs);
  }

  /** The same for a successor of a service that was killed. */
  #journalHere(asked: string): string {
    this.#folder ??= scratchFolder("journals");
    const number = this.#journals.get(asked) ?? this.#journals.size;
    this.#journals.set(asked, number);
    return path.join(this.#folder.path, `${number}.journal`);
  }

  #get(id: number): HostedService {
    const service = this.#services.get(id);
    if (service === undefined) throw new Error(`no service ${id} was started`);
    return service;
  }

  async outside({ id, ...request }: { id: number } & OutsideRequest): Promise<unknown> {
    const service = this.#get(id);
    switch (request.ask) {
      case "watch":
        this.#hostSlice = this.#hostFrom(request.hostFromNs);
        return service.watch(request.everyMs);
      case "watched": {
        const host = this.#hostSlice?.();
        this.#hostSlice = undefined;
        return { ...(await service.watched()), ...(host && { host }) };
      }
      case "deliveredBetween":
        return service.deliveredBetween(request.fromNs, request.untilNs);
      case "SIGSTOP":
      case "SIGCONT":
        return service.signal(request.ask);
      case "stop":
        await service.stop();
        this.#services.delete(id);
        return undefined;
      default:
        return service[request.ask]();
    }
  }

  #hostFrom(fromNs: number | undefined): (() => HostSlice) | undefined {
    return fromNs === undefined ? undefined : this.#options.watchHost(this.#pids(), fromNs);
  }

  /** To look for all processes of a group takes ms. */
  #pids(): number[] {
    const pids = [...this.#services.values()].map(({ pid }) => pid);
    return pids.flatMap((pid) => (this.#leaders.includes(pid) ? processTree(pid) : [pid]));
  }

  /** Ends them at once, and whatever a primary that was killed has left. */
  async end(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.kill()));
    for (const leader of this.#leaders) killGroup(new ProcessGroup(leader, OWNER.PUSHBENCH_OWNER));
    try {
      this.#folder?.remove();
    } catch {} // the last will still has it
  }
}
