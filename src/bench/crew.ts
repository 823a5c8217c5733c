/** The processes and files of one round: started here, watched, and all gone when it is dismissed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { MachineActivity, type Side } from "../collectors/machine-activity.js";
import type { Methods } from "../generators/channel.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { RelayMethods } from "../network/relay-entry.js";
import type { BenchContext } from "./context.js";
import type { ServiceMethods } from "./service-entry.js";
import { type WorkerOptions, WorkerProcess } from "./worker-process.js";

const relayEntry = fileURLToPath(new URL("../network/relay-entry.js", import.meta.url));

export class Crew {
  readonly #context: BenchContext;
  readonly #workers: { stop(): Promise<void> }[] = [];
  /** By name, so that a successor takes the place of a process that was killed. Grow while the round begins. */
  readonly #pids = { services: new Map<string, number>(), generators: new Map<string, number>() };
  #folder: string | undefined;
  #died: (error: Error) => void = () => {};
  /** Rejects when a process ends before it was asked to. Never resolves. */
  readonly death = new Promise<never>((_, reject) => {
    this.#died = reject;
  });

  constructor(context: BenchContext) {
    this.#context = context;
    this.death.catch(() => {}); // nobody may be looking
  }

  generators(): WorkerProcess<GeneratorMethods>[] {
    const { generators, entries } = this.#context;
    return Array.from({ length: generators }, (_, i) => {
      const name = generators > 1 ? `Generator ${i + 1}` : "The generator";
      return this.#spawn<GeneratorMethods>("generators", name, entries.generator, "generator-died");
    });
  }

  service(approach: string): WorkerProcess<ServiceMethods> {
    const { service, services } = this.#context.entries;
    return this.#spawn("services", `The ${approach} service`, services?.get(approach) ?? service, "service-died");
  }

  /** On the generators' CPUs: it is the harness's work. */
  relay(approach: string): WorkerProcess<RelayMethods> {
    return this.#spawn("generators", `The relay of ${approach}`, relayEntry, "relay-died");
  }

  activity(): MachineActivity {
    return new MachineActivity({ services: this.#side("services"), generators: this.#side("generators") });
  }

  /** A file for the service's journal; undefined when no fault kills it. */
  journal(approach: string): string | undefined {
    if (!this.#context.scenario.faults?.some(({ kind }) => kind === "service-killed")) return undefined;
    this.#folder ??= mkdtempSync(path.join(tmpdir(), "pushbench-"));
    return path.join(this.#folder, `${approach}.journal`);
  }

  /** Ends every process and removes every file. Never rejects. */
  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn<M extends Methods>(
    side: "services" | "generators",
    name: string,
    entry: string,
    diedCode: WorkerOptions["diedCode"],
  ): WorkerProcess<M> {
    const worker = new WorkerProcess<M>({ name, entry, cpus: this.#context.pinning[side], diedCode });
    this.#workers.push(worker);
    this.#pids[side].set(name, worker.pid);
    worker.death.catch(this.#died);
    return worker;
  }

  #side(side: "services" | "generators"): Side {
    const pids = this.#pids[side];
    return {
      cpus: this.#context.pinning[side],
      get pids() {
        return [...pids.values()];
      },
    };
  }
}
