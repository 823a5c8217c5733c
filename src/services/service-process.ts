/**
 * The bench's handle on the service of an approach: a process that may be killed and replaced during a slice. It remembers what a
 * successor must be told again: its start, its subscribers, and how it misbehaves.
 */

import { noObservations, type Observations } from "../collectors/observations.js";
import { PushbenchError } from "../errors.js";
import { LOOPBACK } from "../loopback.js";
import type { ParamsOf, ValueOf } from "../processes/channel.js";
import { type ApproachRecord, addressOf, labelOf } from "../result/result.js";
import type { ServiceSource } from "../result/service-source.js";
import type { Misbehaviour, Subscriber } from "../transports/transport.js";
import { type Listening, readySecondsOf } from "./kept-service.js";
import { acceptingHost, originAt } from "./origin.js";
import type { KeptBeside, ServedProcess, Watched } from "./served-process.js";
import type { ServiceMethods, ServiceReport, StartRequest } from "./service-entry.js";

const CALL_MS = 15_000;
/** A keeper says itself why its service is not ready in time. It is waited for a little longer, because it has to start as well. */
const KEEPER_MS = 5_000;

function reasonNotToListen(code: string | undefined): string | undefined {
  if (code === "EADDRINUSE") return "it is taken";
  return code === "EACCES" ? "the system does not allow it (ports below 1024 are for root)" : undefined;
}

/** A keeper tells its origin as well, and a primary the ports of its processes. */
type Listened = Pick<Listening, "port"> & Partial<Listening> & { ports?: readonly number[] };

export type SpawnService = () => ServedProcess;

export class ServiceProcess {
  readonly #label: string;
  /** Absent for a reference service. Otherwise it knows nothing of pushbench: its keeper answers, and measures it from outside. */
  readonly #own: ServiceSource | undefined;
  /** Of several processes it is the primary that is called here: it answers for all. */
  readonly isGroup: boolean;
  readonly #spawn: SpawnService;
  /** Where a service of pushbench's own listens. */
  readonly #host: string;
  #process: ServedProcess;
  /** The origins of its processes, where each has a port of its own. */
  memberUrls: readonly string[] | undefined;
  #started: { request: StartRequest; readySeconds: number } | undefined;
  readonly #subscribers: Subscriber[] = [];
  #misbehaviour: Misbehaviour | null = null;
  #alive = true;
  #frozen = false;
  #isOver = false;

  constructor(
    approach: Pick<ApproachRecord, "name" | "arm" | "service" | "processes">,
    spawn: SpawnService,
    host = LOOPBACK,
  ) {
    this.#host = host;
    this.#label = labelOf(addressOf(approach));
    this.#own = approach.service;
    this.isGroup = approach.processes !== undefined;
    this.#spawn = spawn;
    this.#process = spawn();
  }

  get isOwn(): boolean {
    return this.#own !== undefined;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Begins to read the present process from outside, and not a successor. */
  watch(everyMs: number, hostFromNs: number | undefined): Promise<void> {
    return this.#process.watch(everyMs, hostFromNs);
  }

  watched(): Promise<Watched> {
    return this.#process.watched();
  }

  keptBeside(): Promise<KeptBeside> {
    return this.#process.keptBeside();
  }

  /** By a process that was killed, as its journal has it. */
  deliveredBetween(fromNs: number, untilNs: number): Promise<Observations> {
    return this.#process.deliveredBetween(fromNs, untilNs);
  }

  async call<K extends keyof ServiceMethods & string>(
    method: K,
    params: ParamsOf<ServiceMethods, K>,
    timeoutMs = CALL_MS,
  ): Promise<ValueOf<ServiceMethods, K>> {
    const answer = await this.#process.call(method, params, timeoutMs);
    if (method === "end") complete(answer as ServiceReport);
    return answer;
  }

  /** Resolves with the origin at which the service listens. A successor listens on the same port. */
  async start(request: StartRequest, readySeconds: number): Promise<string> {
    const own = this.#own;
    const readyMs = own === undefined ? readySeconds * 1e3 : readySecondsOf(own, readySeconds) * 1e3 + KEEPER_MS;
    try {
      const listening = await this.#process.call("start", request, readyMs);
      const isEncrypted = request.tls !== undefined;
      const { port, ports, url = originAt(this.#host, port, isEncrypted) }: Listened = listening;
      if (own === undefined && this.#host !== LOOPBACK) await this.#requireReachable(port);
      this.memberUrls = ports?.map((one) => originAt(this.#host, one, isEncrypted));
      this.#started = { request: { ...request, port }, readySeconds };
      return url;
    } catch (error) {
      const reason = reasonNotToListen((error as NodeJS.ErrnoException).code);
      if (reason === undefined) throw error;
      throw new PushbenchError(
        "port-taken",
        `The ${this.#label} service cannot listen on port ${request.port}: ${reason}.`,
        { hint: "Choose another --port, or leave it out: any free port will do.", cause: error },
      );
    }
  }

  /** A service of an earlier version listens on the loopback, wherever it is told to. */
  async #requireReachable(port: number): Promise<void> {
    if ((await acceptingHost([this.#host], port)) !== undefined) return;
    throw new PushbenchError(
      "fleet-unplayable",
      `The ${this.#label} service does not listen on ${this.#host}, where workers on other machines look for it.`,
      {
        hint: "If it is a gate's base, its version knows nothing of fleets: name a later one, or play without --fleet.",
      },
    );
  }

  /** Adds subscribers to those that the service already knows. */
  async subscribe(subscribers: readonly Subscriber[]): Promise<void> {
    this.#subscribers.push(...subscribers);
    await this.call("subscribe", [...subscribers]);
  }

  async misbehave(how: Misbehaviour | null): Promise<void> {
    this.#misbehaviour = how;
    if (this.#alive) await this.call("misbehave", how);
  }

  /** Kills the process without warning. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#alive = false;
    await this.#process.kill();
  }

  /** Starts a successor of a killed process. */
  async restart(): Promise<void> {
    if (!this.#started) throw new Error("the service was never started");
    this.#process = this.#spawn();
    await this.start(this.#started.request, this.#started.readySeconds);
    if (this.#subscribers.length > 0) await this.call("subscribe", this.#subscribers);
    this.#alive = true;
    if (this.#misbehaviour !== null) await this.misbehave(this.#misbehaviour);
  }

  freeze(): void {
    if (this.#isOver) return;
    this.#frozen = true;
    this.#process.signal("SIGSTOP");
  }

  thaw(): void {
    if (this.#frozen && this.#alive) this.#process.signal("SIGCONT");
    this.#frozen = false;
  }

  /**
   * The round is over, and a fault may be under way. From now on the process is not frozen, so that it hears that it must
   * end.
   */
  release(): void {
    this.#isOver = true;
    this.thaw();
  }
}

/** A service of protocol 1 does not say how long connections took to open. */
function complete(report: ServiceReport): void {
  report.observations = { ...noObservations(), ...report.observations };
}
