/**
 * A service on a worker's host, as the bench calls it, handles it and reads it from outside. All of this happens beside the service:
 * what travels is asked and answered before and after a slice.
 */
import type { Observations } from "../../collectors/observations.js";
import type { ParamsOf, ValueOf } from "../../processes/channel.js";
import type { KeptBeside, ServedProcess, Watched } from "../../services/served-process.js";
import type { ServiceMethods, ServiceReport } from "../../services/service-entry.js";
import type { OutsideRequest, ServiceToHost } from "../worker/hosted-services.js";
import { CARRYING_MS, type RemoteWorker, STOP_MS } from "./remote-worker.js";
import type { SliceClock } from "./slice-clock.js";

export class FleetService implements ServedProcess {
  readonly #worker: RemoteWorker;
  readonly #clock: SliceClock;
  readonly #id: number;
  readonly #listens: () => void;
  readonly #started: Promise<void>;
  readonly death: Promise<never>;
  pid = -1;

  /** `listens` is told when it does. */
  constructor(worker: RemoteWorker, clock: SliceClock, asked: ServiceToHost, listens: () => void = () => {}) {
    this.#worker = worker;
    this.#clock = clock;
    this.#id = asked.id;
    this.#listens = listens;
    this.#started = worker.call("startService", asked).then((pid) => {
      this.pid = pid;
    });
    this.death = new Promise((_, reject) => {
      this.#started.catch(reject);
      worker.death.catch(reject);
      worker.tellDeathOf(asked.id, reject);
    });
    this.death.catch(() => {}); // nobody may be looking
  }

  async call<K extends keyof ServiceMethods & string>(
    method: K,
    params: ParamsOf<ServiceMethods, K>,
    timeoutMs: number,
  ): Promise<ValueOf<ServiceMethods, K>> {
    await this.#started;
    const asked = { id: this.#id, method, params: await this.#translated(method, params), timeoutMs };
    const value = await this.#worker.call("service", asked, timeoutMs + CARRYING_MS);
    if (method === "start") this.#listens();
    if (method === "end") this.#clock.saw((value as ServiceReport).observations);
    return value as ValueOf<ServiceMethods, K>;
  }

  async watch(everyMs: number, hostFromNs: number | undefined): Promise<void> {
    const fromNs = hostFromNs === undefined ? undefined : await this.#clock.timeAt(hostFromNs);
    await this.#outside({ ask: "watch", everyMs, ...(fromNs !== undefined && { hostFromNs: fromNs }) });
  }

  watched(): Promise<Watched> {
    return this.#outside({ ask: "watched" }) as Promise<Watched>;
  }

  keptBeside(): Promise<KeptBeside> {
    return this.#outside({ ask: "keptBeside" }) as Promise<KeptBeside>;
  }

  async deliveredBetween(fromNs: number, untilNs: number): Promise<Observations> {
    const [from, until] = [await this.#clock.timeAt(fromNs), await this.#clock.timeAt(untilNs)];
    const asked = { ask: "deliveredBetween", fromNs: from, untilNs: until } as const;
    const observations = (await this.#outside(asked)) as Observations;
    this.#clock.saw(observations);
    return observations;
  }

  /** Whether it arrived, the next answer tells. */
  signal(name: "SIGSTOP" | "SIGCONT"): void {
    void this.#outside({ ask: name }).catch(() => {});
  }

  async kill(): Promise<void> {
    await this.#outside({ ask: "kill" });
  }

  async stop(): Promise<void> {
    if (!this.#worker.isLost) await this.#outside({ ask: "stop" }).catch(() => {});
  }

  async #outside(request: OutsideRequest): Promise<unknown> {
    await this.#started;
    return this.#worker.call("outside", { id: this.#id, ...request }, STOP_MS);
  }

  /** The service is told when a slice begins. */
  async #translated(method: string, params: unknown): Promise<unknown> {
    if (method !== "begin" && method !== "publish") return params;
    const told = params as { startNs: number };
    return { ...told, startNs: await this.#clock.timeAt(told.startNs) };
  }
}
