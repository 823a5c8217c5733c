/** The processes and files of one round. They are started and watched here, and all are gone when the crew is dismissed. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PushbenchError } from "../errors.js";
import { needsJournal } from "../faults/registry.js";
import { type ScratchFolder, scratchFolder } from "../files/scratch-folder.js";
import type { Fleet } from "../fleet/coordinator/fleet.js";
import type { Flow } from "../flow.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import { OWNER } from "../last-will.js";
import { LOOPBACK } from "../loopback.js";
import { MachineActivity, type PinnedProcesses } from "../machine/machine-activity.js";
import { groupMembers, ProcessGroup } from "../machine/process-group.js";
import type { RelayMethods } from "../network/relay-entry.js";
import type { CalledProcess } from "../processes/called-process.js";
import type { Methods } from "../processes/channel.js";
import { type WorkerOptions, WorkerProcess } from "../processes/worker-process.js";
import { type ApproachRecord, addressOf, labelOf } from "../result/result.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";
import { killGroup } from "../services/command-process.js";
import { groupOf } from "../services/group/group-of.js";
import { type GroupSpec, groupEnvironment } from "../services/group/specs.js";
import { HostedService } from "../services/hosted-service.js";
import { adviceOnDeath, environmentFor, type KeeperSpec, sourceLabel } from "../services/kept-service.js";
import type { ServedProcess } from "../services/served-process.js";
import type { ServiceMethods } from "../services/service-entry.js";
import { listeningOn } from "../transports/listening-host.js";
import type { BenchContext } from "./context.js";

const commandServiceEntry = fileURLToPath(new URL("../services/command-service-entry.js", import.meta.url));
const primaryEntry = fileURLToPath(new URL("../services/group/primary-entry.js", import.meta.url));
const relayEntry = fileURLToPath(new URL("../network/relay-entry.js", import.meta.url));

/** What a crew must know of the run. */
export type CrewContext = Pick<BenchContext, "entries" | "fleet" | "generators" | "pinning" | "permission"> & {
  scenario: Pick<BenchContext["scenario"], "faults" | "approaches"> & { run: { readySeconds: number } };
  source?: BenchContext["source"];
};

const interrupted = (): PushbenchError => new PushbenchError("interrupted", "The run was interrupted.");

/** How messages about the service of an approach begin. */
export const serviceNameOf = (label: string): string => `The ${label} service`;

export class Crew {
  readonly #context: CrewContext;
  readonly #workers: { stop(): Promise<void> }[] = [];
  /** The pids by name, so that a successor replaces a process that was killed. They grow while the round begins. */
  readonly #pids = { services: new Map<string, number>(), generators: new Map<string, number>() };
  /** The keepers of own services, and the primaries of services in several processes: what they started runs on the services' CPUs. */
  readonly #leaders = new Set<number>();
  #folder: ScratchFolder | undefined;
  #isDismissed = false;
  #died: (error: Error) => void = () => {};
  /** Rejects when a process ends before it was asked to. Never resolves. */
  readonly death = new Promise<never>((_, reject) => {
    this.#died = reject;
  });

  constructor(context: CrewContext) {
    this.#context = context;
    this.death.catch(() => {}); // nobody may be looking
  }

  /** Those of a fleet are on other machines. */
  async generators(): Promise<CalledProcess<GeneratorMethods>[]> {
    const { generators, entries, fleet } = this.#context;
    if (fleet !== undefined) {
      const remote = await fleet.generators();
      for (const { death } of remote) death.catch(this.#died);
      this.#workers.push(...remote);
      return remote;
    }
    return Array.from({ length: generators }, (_, i) => {
      const name = generators > 1 ? `Generator ${i + 1}` : "The generator";
      return this.#spawn<GeneratorMethods>("generators", name, entries.generator, "generator-died");
    });
  }

  /** Pushbench's own are on another machine where the fleet has one for them. */
  service(approach: ApproachRecord, flow: Flow): ServedProcess {
    const { arm, service: own } = approach;
    const { entries, fleet } = this.#context;
    const name = serviceNameOf(labelOf(addressOf(approach)));
    const group = groupOf(approach, flow);
    if (fleet?.serviceOn !== undefined && own === undefined) return this.#remoteService(fleet, name, group);
    const entry = (arm === undefined ? undefined : entries.services?.get(arm)) ?? entries.service;
    const process =
      own !== undefined
        ? this.#ownService(name, approach, own)
        : group !== undefined
          ? this.#serviceGroup({ name, entry, ...group })
          : this.#spawn<ServiceMethods>("services", name, entry, "service-died", { env: this.#listening() });
    const hosted = new HostedService(process, { own, isGroup: group !== undefined });
    this.#workers.push(hosted);
    return hosted;
  }

  #remoteService(fleet: Fleet, name: string, group: ReturnType<typeof groupOf>): ServedProcess {
    if (this.#isDismissed) throw interrupted();
    const remote = fleet.service(name, group);
    remote.death.catch(this.#died);
    this.#workers.push(remote);
    return remote;
  }

  /** A service, and a relay before it, listen where all of a fleet reach them. */
  #listening(): Record<string, string> {
    return listeningOn(this.#context.fleet?.ownAddress ?? LOOPBACK);
  }

  #serviceGroup(spec: GroupSpec): WorkerProcess<ServiceMethods> {
    const env = { ...groupEnvironment(spec), ...this.#listening() };
    const primary = this.#spawn<ServiceMethods>("services", spec.name, primaryEntry, "service-died", { env });
    this.#leaders.add(primary.pid);
    return primary;
  }

  #ownService(name: string, record: ApproachRecord, service: ServiceSource): WorkerProcess<ServiceMethods> {
    const { pinning, scenario, permission, source } = this.#context;
    const { readySeconds } = scenario.run;
    const endpoint = permission?.endpoints.get(labelOf(addressOf(record)));
    const spec: KeeperSpec = {
      ...{ service, approach: record.name, name, cpus: pinning.services, readySeconds },
      ...(endpoint && { endpoint }),
      ...(source && { template: source.template }),
    };
    const keeper = this.#spawn<ServiceMethods>("generators", name, commandServiceEntry, "service-died", {
      env: environmentFor(spec),
      keeps: { label: sourceLabel(service), adviceOnDeath },
    });
    if (isStarted(service)) this.#leaders.add(keeper.pid);
    return keeper;
  }

  /**
   * A relay runs on the generators' CPUs, because its work belongs to the harness. `label` is that of the approach that it
   * serves.
   */
  relay(label: string): WorkerProcess<RelayMethods> {
    const { entry, argv } = this.#context.entries.relay ?? { entry: relayEntry, argv: [] };
    return this.#spawn("generators", `The relay of ${label}`, entry, "relay-died", { argv, env: this.#listening() });
  }

  /** A fleet's generators are not among these processes: their workers look at them. */
  activity(): MachineActivity {
    return new MachineActivity({ services: this.#side("services"), generators: this.#side("generators") });
  }

  /** A file for the service's journal. It is undefined when no fault needs one. */
  journal(label: string): string | undefined {
    if (!this.#context.scenario.faults?.some(needsJournal)) return undefined;
    this.#folder ??= scratchFolder("journals");
    return path.join(this.#folder.path, `${label}.journal`);
  }

  /** Ends every process and removes every file. Never rejects. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true;
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    // A leader that was killed leaves a program behind that has left its group. There is time to look for it.
    for (const leader of this.#leaders) killGroup(new ProcessGroup(leader, OWNER.PUSHBENCH_OWNER));
    try {
      this.#folder?.remove();
    } catch {} // the last will still has it
  }

  #spawn<M extends Methods>(
    side: "services" | "generators",
    name: string,
    entry: string,
    diedCode: WorkerOptions["diedCode"],
    more: Pick<WorkerOptions, "argv" | "env" | "keeps"> = {},
  ): WorkerProcess<M> {
    // A fault that was under way may still want to replace a killed service.
    if (this.#isDismissed) throw interrupted();
    const worker = new WorkerProcess<M>({ name, entry, cpus: this.#context.pinning[side], diedCode, ...more });
    this.#workers.push(worker);
    this.#pids[side].set(name, worker.pid);
    worker.death.catch(this.#died);
    return worker;
  }

  #side(side: "services" | "generators"): PinnedProcesses {
    const pids = this.#pids[side];
    const leaders = side === "services" ? this.#leaders : new Set<number>();
    return {
      cpus: this.#context.pinning[side],
      get pids() {
        return [...pids.values(), ...(leaders.size > 0 ? groupMembers(leaders, OWNER.PUSHBENCH_OWNER) : [])];
      },
    };
  }
}
