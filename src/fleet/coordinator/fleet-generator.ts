/** A generator on another machine, as the bench calls it: times that it is told and tells are translated between the two clocks. */
import { PushbenchError } from "../../errors.js";
import type { SliceReport, SliceRest } from "../../generators/generator.js";
import type { GeneratorMethods } from "../../generators/generator-entry.js";
import type { CalledProcess } from "../../processes/called-process.js";
import type { ParamsOf, ValueOf } from "../../processes/channel.js";
import { type ClockLine, type ClockReading, clockLine } from "../clock/clock-offset.js";
import { CallsSeen } from "./host-progress.js";
import { lost, type RemoteWorker } from "./remote-worker.js";
import { toCoordinatorTime } from "./translate.js";

/** The worker notices a silent generator first, and says so. */
const CARRYING_MS = 2_000;
const STOP_MS = 6_000;
/** A generator that is gone or silent is the loss of its worker's part. */
const LOSSES = ["generator-died", "no-answer"];

export class FleetGenerator implements CalledProcess<GeneratorMethods> {
  readonly worker: RemoteWorker;
  readonly seen = new CallsSeen();
  readonly #changed: () => void;
  /** The worker's clock before the present slice, and through it. */
  #before: ClockReading | undefined;
  #line: ClockLine | undefined;
  /** The widest of all slices, in their middle, where it is widest. Undefined before the first. */
  clockBoundNs: number | undefined;

  /** `changed` is told whenever it is further than before, and when its worker is lost. */
  constructor(worker: RemoteWorker, changed: () => void) {
    this.worker = worker;
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
    const value = await this.#carry(method, this.#translated(method, params), timeoutMs);
    if (method === "prepare") this.#before = await this.worker.hostClock.read(); // the slice comes next
    if (method === "run") this.#line = await this.#lineFromBefore();
    if (method === "run" || method === "rest") this.#translate(value as SliceReport | SliceRest);
    this.seen.answered(method, params);
    this.#changed();
    return value as ValueOf<GeneratorMethods, K>;
  }

  /** The worker stays with the run. */
  async stop(): Promise<void> {
    if (!this.worker.isLost) await this.worker.call("stop", undefined, STOP_MS).catch(() => {});
  }

  /** Through the slice that has just ended. */
  async #lineFromBefore(): Promise<ClockLine | undefined> {
    const before = this.#before;
    if (before === undefined) return undefined;
    const after = await this.worker.hostClock.read();
    const line = clockLine(before, after);
    if (line === undefined)
      throw lost(this.worker.name, "has a clock that was set, or that stood still, during a slice");
    const { boundNs } = line.estimateAt((before.atNs + after.atNs) / 2);
    this.clockBoundNs = Math.max(this.clockBoundNs ?? 0, this.worker.hasOwnClock ? boundNs : 0);
    return line;
  }

  #translate({ observations }: SliceReport | SliceRest): void {
    const line = this.#line;
    if (this.worker.hasOwnClock && line !== undefined)
      toCoordinatorTime(observations, (ns) => line.coordinatorNsOf(ns));
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
