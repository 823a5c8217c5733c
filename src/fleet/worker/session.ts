/**
 * One run's hold on a worker: it starts the generator or the services here, carries the coordinator's calls to them, and ends them when
 * the coordinator says so, is gone, or asks for more than is allowed.
 */
import { type Clock, monotonicNs } from "../../clock.js";
import { PushbenchError } from "../../errors.js";
import type { SliceReport } from "../../generators/generator.js";
import type { GeneratorMethods } from "../../generators/generator-entry.js";
import { allowedCpus } from "../../machine/cpu-pinning.js";
import { kernelId } from "../../machine/host-resources.js";
import { type HostSlice, HostWatch } from "../../machine/host-watch.js";
import { type Answer, answerTo, type ParamsOf } from "../../processes/channel.js";
import { justBefore } from "../../processes/slice-edge.js";
import { WorkerProcess } from "../../processes/worker-process.js";
import type { ServiceMethods } from "../../services/service-entry.js";
import { listeningOn } from "../../transports/listening-host.js";
import { NS_PER_MS } from "../../units.js";
import type { Bus } from "../channel/bus.js";
import { Link } from "../channel/link.js";
import { subjects, type TakeRequest, type ToWorker } from "../protocol.js";
import { linkKey } from "../token.js";
import type { Guard } from "./guard.js";
import { HostedServices, type OutsideRequest, type ServiceToHost } from "./hosted-services.js";

/** While load is under way, a coordinator that is silent for so long is taken for dead: the load stops within 3 s of its death. */
const SILENT_UNDER_LOAD_MS = 2_000;
/** Between slices the coordinator may be busy with what it has gathered. Nothing is sent then. */
const SILENT_MS = 15_000;
const LOOK_EVERY_MS = 200;
/** While these are under way, the generator or a service sends. */
const LOADING = ["run", "open", "crossCheck", "publish"];

export interface SessionOptions {
  bus: Bus;
  token: string;
  request: TakeRequest;
  guard: Guard;
  generatorEntry: string;
  /** The program of a service. Absent: this worker hosts none. */
  serviceEntry?: string | undefined;
  cpus: readonly number[];
  /** Where services listen, and clients that listen. */
  listenOn: string;
  maxSeconds: number | undefined;
  clock?: Clock;
}

/** A call of the generator, as it comes from the coordinator. */
interface Carried {
  method: keyof GeneratorMethods & string;
  params: unknown;
  timeoutMs: number;
}

/** A call of a service. */
interface CarriedToService {
  id: number;
  method: keyof ServiceMethods & string;
  params: unknown;
  timeoutMs: number;
}

type InSlice = Pick<ParamsOf<GeneratorMethods, "run">, "slice" | "startNs">;

export class Session {
  readonly #options: SessionOptions;
  readonly #link: Link;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #name: string;
  #generator: WorkerProcess<GeneratorMethods> | undefined;
  readonly #services: HostedServices | undefined;
  #loading = 0;
  #isOver = false;
  #ended: (why: string) => void = () => {};
  /** Resolves with the reason why it ended, when nothing of it is left. */
  readonly over = new Promise<string>((resolve) => {
    this.#ended = resolve;
  });

  constructor(options: SessionOptions) {
    this.#options = options;
    const { bus, token, request, maxSeconds } = options;
    const { run, worker } = request;
    this.#name = `The generator of worker ${worker}`;
    this.#link = new Link({
      bus,
      side: "worker",
      key: linkKey(token, run, worker),
      to: subjects.fromWorker(run, worker),
      from: subjects.toWorker(run, worker),
      heard: (message) => void this.#answer(message as ToWorker),
    });
    this.#services = this.#hostedServices();
    this.#timers.push(setInterval(() => this.#look(), LOOK_EVERY_MS));
    if (maxSeconds !== undefined)
      this.#timers.push(setTimeout(() => void this.end(`it gives a run ${maxSeconds} s`), maxSeconds * 1e3));
  }

  /** Ends all of its processes at once, and tells the coordinator why. Never rejects. */
  async end(why: string): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#link.send({ leaves: why });
    this.#link.close();
    await Promise.all([this.#generator?.kill(), this.#services?.end()]);
    this.#ended(why);
  }

  #look(): void {
    const silentMs = performance.now() - this.#link.heardAtMs;
    if (silentMs > (this.#loading > 0 ? SILENT_UNDER_LOAD_MS : SILENT_MS))
      void this.end(`its coordinator has been silent for ${(silentMs / 1e3).toFixed(1)} s`);
  }

  async #answer({ call }: ToWorker): Promise<void> {
    const answer = await answerTo(this.#methods, call);
    if (!this.#isOver) this.#link.send({ answer });
  }

  readonly #methods: SessionMethods = {
    /** Starts a new generator in the place of any other. */
    start: async () => {
      await this.#generator?.stop();
      if (this.#isOver) throw new Error("the run is over");
      this.#options.guard.beginRound();
      const { generatorEntry: entry, cpus, listenOn } = this.#options;
      const options = {
        name: this.#name,
        entry,
        cpus,
        diedCode: "generator-died",
        env: listeningOn(listenOn),
      } as const;
      this.#generator = new WorkerProcess<GeneratorMethods>(options);
    },

    /** A call of the generator. */
    generator: async ({ method, params, timeoutMs }) => {
      const generator = this.#generator;
      if (generator === undefined) throw new Error("no generator was started");
      this.#options.guard.check(method, params);
      const spareNs = method === "run" ? this.#spareNs(params as InSlice) : undefined;
      const watch = isMeasured(method, params) ? this.#watch([generator.pid], (params as InSlice).startNs) : undefined;
      const value = await this.#whileLoading(method, () =>
        generator.call(method, params as ParamsOf<GeneratorMethods, typeof method>, timeoutMs),
      );
      if (spareNs === undefined) return value;
      return { ...(value as SliceReport), spareNs, ...(watch && { host: this.#seenBy(watch) }) };
    },

    /** Starts a service here. The answer is its pid. */
    startService: (asked) => {
      if (this.#isOver) throw new Error("the run is over");
      const services = this.#hosted();
      if (services.isEmpty) this.#options.guard.beginRound();
      this.#options.guard.allowHosts(asked.clientsAt);
      return services.start(asked);
    },

    /** A call of a service. */
    service: async ({ id, method, params, timeoutMs }) => {
      const services = this.#hosted();
      this.#options.guard.checkService(services.nameOf(id), method, params);
      if (method === "publish") this.#spareNs(params as InSlice);
      return this.#whileLoading(method, () =>
        services.call(id, method, params as ParamsOf<ServiceMethods, typeof method>, timeoutMs),
      );
    },

    /** What is done to a service, or read of it, from outside. */
    outside: (asked) => this.#hosted().outside(asked),

    /** Ends the generator. The worker stays with the run. */
    stop: async () => {
      await this.#generator?.stop();
      this.#generator = undefined;
    },

    /** The run needs this worker no longer. */
    leave: () => {
      setImmediate(() => void this.end("the run is over"));
    },
  };

  async #whileLoading<Value>(method: string, call: () => Promise<Value>): Promise<Value> {
    const isLoading = LOADING.includes(method);
    if (isLoading) this.#loading++;
    try {
      return await call();
    } finally {
      if (isLoading) this.#loading--;
    }
  }

  #hostedServices(): HostedServices | undefined {
    const { serviceEntry: entry, cpus, listenOn } = this.#options;
    if (entry === undefined) return undefined;
    const died = (death: Answer): void => {
      if (!this.#isOver) this.#link.send({ died: death });
    };
    const watchHost = (pids: readonly number[], fromNs: number): (() => HostSlice) => {
      const watch = this.#watch(pids, fromNs);
      return () => this.#seenBy(watch);
    };
    return new HostedServices({ entry, cpus, listenOn, watchHost, died });
  }

  #hosted(): HostedServices {
    return this.#services ?? this.#options.guard.refuseToHost();
  }

  /** Unpinned, the run's processes may be on any CPU of this process. */
  #watch(pids: readonly number[], startNs: number): HostWatch {
    const { cpus } = this.#options;
    const watch = new HostWatch(cpus.length > 0 ? cpus : allowedCpus(), pids);
    justBefore(startNs, () => watch.begin());
    return watch;
  }

  #seenBy(watch: HostWatch): HostSlice {
    const [kernel, totals] = [kernelId(), watch.end()];
    const { worker } = this.#options.request;
    return { worker, ...(kernel !== undefined && { kernel }), ...(totals && { totals }) };
  }

  /**
   * How long before a slice it was told of. A measured slice that begins late would be played in a hurry, and is none. One of the
   * warm-up may: it does not count.
   */
  #spareNs({ slice, startNs }: InSlice): number {
    const lateNs = (this.#options.clock ?? monotonicNs)() - startNs;
    if (lateNs < 0 || slice.phase === "warmUp") return -lateNs;
    throw new PushbenchError(
      "fleet-worker-lost",
      `Worker ${this.#options.request.worker} was told of a slice ${Math.ceil(lateNs / NS_PER_MS)} ms after it should have begun.`,
      { hint: "Is the network between coordinator and worker slow, or either machine overloaded?" },
    );
  }
}

const isMeasured = (method: string, params: unknown): boolean =>
  method === "run" && (params as InSlice).slice.phase === "measured";

export type SessionMethods = {
  start(): Promise<void>;
  generator(carried: Carried): Promise<unknown>;
  startService(asked: ServiceToHost): number;
  service(carried: CarriedToService): Promise<unknown>;
  outside(asked: { id: number } & OutsideRequest): Promise<unknown>;
  stop(): Promise<void>;
  leave(): void;
};
