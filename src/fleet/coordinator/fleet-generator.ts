/** A generator on another machine, as the bench calls it: times that it is told and tells are translated between the two clocks. */
import { PushbenchError } from "../../errors.js";
import type { SliceReport, SliceRest } from "../../generators/generator.js";
import type { GeneratorMethods } from "../../generators/generator-entry.js";
import type { CalledProcess } from "../../processes/called-process.js";
import type { ParamsOf, ValueOf } from "../../processes/channel.js";
import { CallsSeen } from "./host-progress.js";
import { CARRYING_MS, lost, type RemoteWorker, STOP_MS } from "./remote-worker.js";
import type { SliceClock } from "./slice-clock.js";

/** A generator that is gone or silent is the loss of its worker's part. */
const LOSSES = ["generator-died", "no-answer"];

export class FleetGenerator implements CalledProcess<GeneratorMethods> {
  readonly worker: RemoteWorker;
  readonly seen = new CallsSeen();
  readonly #clock: SliceClock;
  readonly #changed: () => void;

  /** `changed` is told whenever it is further than before, and when its worker is lost. */
  constructor(worker: RemoteWorker, clock: SliceClock, changed: () => void) {
    this.worker = worker;
    this.#clock = clock;
    this.#changed = changed;
    worker.death.catch(changed);
  }

  get death(): Promise<never> {
    return this.worker.death;
  }

  async call<K extends keyof GeneratorMethods & string>(
    method: K,
    params: ParamsOf<GeneratorMethods, K>,
    timeoutMs: number,
  ): Promise<ValueOf<GeneratorMethods, K>> {
    const value = await this.#carry(method, await this.#translated(method, params), timeoutMs);
    if (method === "run" || method === "rest") this.#clock.saw((value as SliceReport | SliceRest).observations);
    this.seen.answered(method, params);
    this.#changed();
    return value as ValueOf<GeneratorMethods, K>;
  }

  /** The worker stays with the run. */
  async stop(): Promise<void> {
    if (!this.worker.isLost) await this.worker.call("stop", undefined, STOP_MS).catch(() => {});
  }

  async #translated(method: string, params: unknown): Promise<unknown> {
    if (method !== "run") return params;
    const run = params as { startNs: number };
    return { ...run, startNs: await this.#clock.timeAt(run.startNs) };
  }

  async #carry(method: keyof GeneratorMethods & string, params: unknown, timeoutMs: number): Promise<unknown> {
    try {
      return await this.worker.call("generator", { method, params, timeoutMs }, timeoutMs + CARRYING_MS);
    } catch (error) {
      if (error instanceof PushbenchError && LOSSES.includes(error.code))
        throw lost(this.worker.name, `lost its generator: ${error.message.replace(/\.$/, "")}`, error.hint);
      throw error;
    }
  }
}
