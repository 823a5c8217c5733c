/** A generator on another machine, as the bench calls it: times that it is told and tells are translated between the two clocks. */
import { PushbenchError } from "../../errors.js";
import type { SliceReport, SliceRest } from "../../generators/generator.js";
import type { GeneratorMethods } from "../../generators/generator-entry.js";
import type { CalledProcess } from "../../processes/called-process.js";
import type { ParamsOf, ValueOf } from "../../processes/channel.js";
import { type ClockReading, coordinatorNsOf } from "../host-clock.js";
import { lost, type RemoteWorker } from "./remote-worker.js";
import { toCoordinatorTime } from "./translate.js";

/** The worker notices a silent generator first, and says so. */
const CARRYING_MS = 2_000;
const STOP_MS = 6_000;
/** A generator that is gone or silent is the loss of its worker's part. */
const LOSSES = ["generator-died", "no-answer"];

export class FleetGenerator implements CalledProcess<GeneratorMethods> {
  readonly worker: RemoteWorker;
  /** The readings of the worker's clock around the present slice. */
  #before: ClockReading | undefined;
  #after: ClockReading | undefined;
  /** The widest of all slices. Undefined before the first. */
  clockBoundNs: number | undefined;

  constructor(worker: RemoteWorker) {
    this.worker = worker;
  }

  get death(): Promise<never> {
    return this.worker.death;
  }

  async call<K extends keyof GeneratorMethods & string>(
    method: K,
    params: ParamsOf<GeneratorMethods, K>,
    timeoutMs: number,
  ): Promise<ValueOf<GeneratorMethods, K>> {
    const value = await this.#carry(method, this.#translated(method, params), timeoutMs);
    if (method === "prepare") this.#before = await this.#readClock(); // the slice comes next
    if (method === "run") this.#after = await this.#readClock();
    if (method === "run" || method === "rest") this.#translate(value as SliceReport | SliceRest);
    return value as ValueOf<GeneratorMethods, K>;
  }

  /** The worker stays with the run. */
  async stop(): Promise<void> {
    if (!this.worker.isLost) await this.worker.call("stop", undefined, STOP_MS).catch(() => {});
  }

  async #readClock(): Promise<ClockReading> {
    const reading = await this.worker.hostClock.read();
    this.clockBoundNs = Math.max(this.clockBoundNs ?? 0, reading.boundNs);
    return reading;
  }

  #translate({ observations }: SliceReport | SliceRest): void {
    if (!this.worker.hasOwnClock || this.#before === undefined || this.#after === undefined) return;
    toCoordinatorTime(observations, coordinatorNsOf(this.#before, this.#after));
  }

  #translated(method: string, params: unknown): unknown {
    if (method !== "run") return params;
    const run = params as { startNs: number };
    return { ...run, startNs: run.startNs + (this.#before?.offsetNs ?? 0) };
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
