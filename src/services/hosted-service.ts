/** A service whose process is on this machine, where it is also read from outside. */
import type { Observations } from "../collectors/observations.js";
import { OWNER } from "../last-will.js";
import { kernelMemoryBytes } from "../machine/kernel-memory.js";
import { openFilesOf } from "../machine/open-files.js";
import { ProcessTree, processTree } from "../machine/process-group.js";
import { type ReadUsage, UsageWatch, usageOf } from "../machine/process-usage.js";
import type { ParamsOf, ValueOf } from "../processes/channel.js";
import type { WorkerProcess } from "../processes/worker-process.js";
import type { ServiceSource } from "../result/service-source.js";
import { deliveredBeforeDeath } from "./delivered-before-death.js";
import type { KeptBeside, ServedProcess, Watched } from "./served-process.js";
import type { ServiceMethods, StartRequest } from "./service-entry.js";
import { meterOf } from "./service-meter.js";

export interface KindOfService {
  /** The user's own: the process is its keeper. Absent: it is a reference service. */
  own?: ServiceSource | undefined;
  /** Whether the process is the primary of several. */
  isGroup: boolean;
}

export class HostedService implements ServedProcess {
  readonly #process: WorkerProcess<ServiceMethods>;
  readonly #isOwn: boolean;
  readonly #watch: UsageWatch;
  #journal: string | undefined;

  constructor(process: WorkerProcess<ServiceMethods>, kind: KindOfService) {
    this.#process = process;
    this.#isOwn = kind.own !== undefined;
    this.#watch = new UsageWatch(readerOf(process.pid, kind));
  }

  get pid(): number {
    return this.#process.pid;
  }

  get death(): Promise<never> {
    return this.#process.death;
  }

  call<K extends keyof ServiceMethods & string>(
    method: K,
    params: ParamsOf<ServiceMethods, K>,
    timeoutMs: number,
  ): Promise<ValueOf<ServiceMethods, K>> {
    if (method === "start") this.#journal = (params as StartRequest).journal;
    return this.#process.call(method, params, timeoutMs);
  }

  watch(everyMs: number): Promise<void> {
    return this.#watch.begin(everyMs);
  }

  async watched(): Promise<Watched> {
    const usage = await this.#watch.end();
    return { ...(usage && { usage }), rssMaxBytes: this.#watch.rssMaxBytes };
  }

  async keptBeside(): Promise<KeptBeside> {
    const kernelBytes = kernelMemoryBytes();
    // A keeper has files of its own.
    const openFiles = this.#isOwn ? undefined : openFilesOf(processTree(this.pid));
    return { ...(kernelBytes !== undefined && { kernelBytes }), ...(openFiles !== undefined && { openFiles }) };
  }

  async deliveredBetween(fromNs: number, untilNs: number): Promise<Observations> {
    if (this.#journal === undefined) throw new Error("the service was given no journal");
    return deliveredBeforeDeath(this.#journal, fromNs, untilNs);
  }

  signal(name: "SIGSTOP" | "SIGCONT"): void {
    this.#process.signal(name);
  }

  kill(): Promise<void> {
    this.#watch.stop();
    return this.#process.kill();
  }

  stop(): Promise<void> {
    this.#watch.stop();
    return this.#process.stop();
  }
}

function readerOf(pid: number, { own, isGroup }: KindOfService): ReadUsage {
  if (isGroup) {
    const tree = new ProcessTree(pid);
    return async (hasTime) => tree.usage(hasTime);
  }
  if (own === undefined) return () => usageOf(pid);
  const meter = meterOf(own, pid, OWNER.PUSHBENCH_OWNER);
  return async (hasTime) => meter?.usage(hasTime);
}
