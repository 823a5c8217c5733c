/** A service that somebody else runs: nothing is started or ended. It is measured where its processes or its cgroup were named. */
import { PushbenchError } from "../errors.js";
import { isLoopback } from "../loopback.js";
import type { Usage } from "../machine/process-usage.js";
import type { ReachedService } from "../result/service-source.js";
import { addressOf, type Endpoint } from "../transports/endpoint.js";
import { adviceOnTls, NotTrusted, notTrusted } from "./first-refusal.js";
import { firstRequest } from "./first-request.js";
import type { KeeperSpec, KeptService, Listening } from "./kept-service.js";
import { acceptingHost, LOOPBACK_HOSTS, originAt, shownAddresses } from "./origin.js";
import { NotListening, NotReady, untilReady } from "./ready.js";
import type { StartRequest } from "./service-entry.js";
import { meterOf, type ServiceMeter } from "./service-meter.js";

/** A machine that is not this one is asked no more often than that whether it is ready. */
const REMOTE_WAIT_MS = 1_000;

export class KeptUrl implements KeptService {
  readonly #spec: KeeperSpec;
  readonly #service: ReachedService;
  readonly #meter: ServiceMeter | undefined;
  #isReady = false;

  constructor(spec: KeeperSpec, service: ReachedService) {
    this.#spec = spec;
    this.#service = service;
    this.#meter = meterOf(service, process.pid, undefined);
  }

  async start(request: StartRequest): Promise<Listening> {
    const { url } = this.#service;
    this.usage(true);
    const { hostname } = new URL(url);
    const endpoint = this.#spec.endpoint ?? this.#onLoopback();
    const { host, port } = addressOf(endpoint);
    const hosts = hostname === "localhost" ? LOOPBACK_HOSTS : [host];
    const { readySeconds } = this.#spec;
    try {
      const attempt = async (signal: AbortSignal): Promise<Listening> => {
        const accepting = await acceptingHost(hosts, port);
        if (accepting === undefined)
          throw new NotListening(`nobody accepts connections at ${shownAddresses(hosts, port)}`);
        const origin = hostname === "localhost" ? originAt(accepting, port, request.tls !== undefined) : endpoint.url;
        await firstRequest(request, { ...endpoint, url: origin }, signal, this.#spec.template);
        return { port, url: origin };
      };
      const listening = await untilReady(readySeconds, attempt, endpoint.remote && REMOTE_WAIT_MS);
      this.#isReady = true;
      return listening;
    } catch (error) {
      if (error instanceof NotTrusted) throw notTrusted(`${this.#spec.name} (${url})`, error);
      throw error instanceof NotReady ? this.#notReady(error.message, request.tls !== undefined) : error;
    }
  }

  /** Throws PushbenchError when what was named is not there. */
  usage(hasTime: boolean): Usage | undefined {
    const usage = this.#meter?.usage(hasTime);
    if (usage !== undefined || this.#meter === undefined) return usage;
    const { pid, cgroup } = this.#service;
    const what =
      pid === undefined
        ? `${cgroup} has no cpu.stat and memory.current, as a cgroup of version 2 has`
        : `there is no process ${pid}`;
    const message = `${this.#spec.name} (${this.#service.url}) cannot be measured: ${what}.`;
    throw new PushbenchError(this.#isReady ? "service-died" : "service-not-ready", message, {
      hint: "Did it end or start again meanwhile? Without pid and cgroup, CPU and memory stay unknown.",
    });
  }

  /** Whoever started it ends it. */
  async end(): Promise<void> {}
  abandon(): void {}

  /** Whatever needs more than that was resolved, and permitted, before the run: see remote/permission.ts. */
  #onLoopback(): Endpoint {
    const { url } = this.#service;
    if (!isLoopback(new URL(url).hostname)) throw new Error(`${url} is not on the loopback, and was not permitted`);
    return { url: url.replace(/^ws/, "http") };
  }

  #notReady(reason: string, isEncrypted: boolean): PushbenchError {
    const { name, readySeconds } = this.#spec;
    return new PushbenchError(
      "service-not-ready",
      `${name} (${this.#service.url}) was not ready after ${readySeconds} s: ${reason}.`,
      {
        hint:
          adviceOnTls(reason, isEncrypted) ??
          "pushbench does not start a service that is given by its URL. docs/own-service.md says what it is asked first.",
      },
    );
  }
}
