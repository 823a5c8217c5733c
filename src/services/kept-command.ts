/**
 * A service that its keeper starts by a command. It is ready when one of the command's own processes answers the first real request,
 * and it may go on in the background, as a daemon does: what it started is found by the owner's mark.
 */
import type { ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { PushbenchError } from "../errors.js";
import { listenedOnBy, listeningSockets } from "../machine/listening-sockets.js";
import { ProcessGroup } from "../machine/process-group.js";
import type { Usage } from "../machine/process-usage.js";
import type { StartedService } from "../result/service-source.js";
import { endGroup, killGroup, startCommand } from "./command-process.js";
import { adviceOnTls, NotTrusted, notTrusted } from "./first-refusal.js";
import { firstRequest } from "./first-request.js";
import { freePort, programAt, requireFree } from "./free-port.js";
import { type KeeperSpec, type KeptService, type Listening, readySecondsOf } from "./kept-service.js";
import { acceptingHost, LOOPBACK_HOSTS, originAt, shownAddresses } from "./origin.js";
import { printedPort } from "./printed-port.js";
import { NotListening, NotReady, untilReady } from "./ready.js";
import type { StartRequest } from "./service-entry.js";

/** How the command ended: as a process does. */
export type Ended = (code: number | null, signal: NodeJS.Signals | null) => void;

/** The exit code of a shell that cannot run a program. */
const NOT_RUN = 127;
/** For a moment, a process that becomes another program has no environment, and so no mark. */
const LOOK_AGAIN_MS = 50;

export class KeptCommand implements KeptService {
  readonly #spec: KeeperSpec;
  readonly #service: StartedService;
  readonly #ended: Ended;
  readonly #group = new ProcessGroup(process.pid, process.env.PUSHBENCH_OWNER);
  #port: number | undefined;
  #isReady = false;
  #isEnding = false;

  /** `ended` is called when the command ended and nothing of it goes on. By then nothing is left. */
  constructor(spec: KeeperSpec, service: StartedService, ended: Ended) {
    this.#spec = spec;
    this.#service = service;
    this.#ended = ended;
  }

  async start(request: StartRequest): Promise<Listening> {
    const { cwd, port } = this.#service;
    if (cwd !== undefined) requireFolder(cwd, this.#spec.name);
    if (typeof port === "number") await requireFree(port, this.#spec.name);
    this.#port = await this.#portBefore(request);
    const child = startCommand({ ...this.#spec, service: this.#service, port: this.#port }, request);
    child.once("exit", (code, signal) => void this.#exited(code, signal));
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`, () => this.#gone(NOT_RUN, null));
    });
    const listening = await this.#ready(request, this.#printedPort(child));
    this.#isReady = true;
    return listening;
  }

  usage(hasTime: boolean): Usage | undefined {
    const usage = this.#group.usage(hasTime);
    if (usage === undefined && this.#isReady)
      throw new PushbenchError("service-died", `${this.#named} ended during the run: none of its processes is left.`);
    return usage;
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await endGroup(this.#group);
  }

  abandon(): void {
    this.#isEnding = true;
    killGroup(this.#group);
  }

  get #named(): string {
    return `${this.#spec.name} (${this.#service.command})`;
  }

  async #portBefore({ port }: StartRequest): Promise<number | undefined> {
    if (typeof this.#service.port === "number") return this.#service.port;
    return this.#service.port === undefined ? port || (await freePort()) : undefined;
  }

  /** Resolves with the port where it is known, or as soon as the command has printed it. */
  #printedPort({ stdout, stderr }: ChildProcess): Promise<number> {
    if (this.#port !== undefined) return Promise.resolve(this.#port);
    const { pattern } = this.#service.port as { pattern: string };
    const printed = printedPort([stdout!, stderr!], pattern, (chunk) => process.stderr.write(chunk)).catch((cause) => {
      throw new PushbenchError("service-not-ready", `${this.#named} printed no port: ${cause.message}.`, { cause });
    });
    printed.catch(() => {}); // an attempt asks for the error
    return printed;
  }

  async #ready(request: StartRequest, printed: Promise<number>): Promise<Listening> {
    const seconds = readySecondsOf(this.#service, this.#spec.readySeconds);
    try {
      return await untilReady(seconds, async (signal) => {
        this.#port = await printed;
        return this.#attempt(request, this.#port, signal);
      });
    } catch (error) {
      if (error instanceof NotTrusted) throw notTrusted(this.#named, error);
      if (!(error instanceof NotReady)) throw error;
      const { reason, advice } = this.#whyNotReady(error.message, request.tls !== undefined);
      throw new PushbenchError(
        "service-not-ready",
        `${this.#spec.name} (${this.#service.command}, still running) was not ready after ${seconds} s: ${reason}.`,
        { hint: advice },
      );
    }
  }

  async #attempt(request: StartRequest, port: number, signal: AbortSignal): Promise<Listening> {
    const host = await acceptingHost(LOOPBACK_HOSTS, port);
    if (host === undefined) throw new NotListening(NOBODY);
    if (!this.#listensOn(port))
      throw new Error(`${programAt(port)?.shown ?? "another program"} listens on port ${port}`);
    const url = originAt(host, port, request.tls !== undefined);
    await firstRequest(request, { url }, signal, this.#spec.template);
    return { port, url };
  }

  /** It is one of the command's own processes, as far as the system tells. */
  #listensOn(port: number): boolean {
    const own = listenedOnBy(this.#group.find());
    const isUnknown = own === undefined || (own.length === 0 && listeningSockets().length === 0);
    return isUnknown || own.some((socket) => socket.port === port);
  }

  #whyNotReady(last: string, isEncrypted: boolean): { reason: string; advice: string } {
    const others = (listenedOnBy(this.#group.find()) ?? []).filter(({ port }) => port !== this.#port);
    const elsewhere = [...new Set(others.map(({ host, port }) => `${host}:${port}`))].join(", ");
    const ports = [...new Set(others.map(({ port }) => port))];
    const seen = elsewhere === "" ? "" : `, but its processes listen on ${elsewhere}`;
    const say = ports.length === 1 ? ` If ${ports[0]} is the one, say port: ${ports[0]}.` : "";
    if (this.#port === undefined) {
      const { pattern } = this.#service.port as { pattern: string };
      return {
        reason: `it printed no port that matches /${pattern}/${seen}`,
        advice: `A program may keep back what it prints into a pipe (python3 -u, stdbuf -oL).${say}`,
      };
    }
    if (last !== NOBODY) {
      const usual = "docs/own-service.md says what a service is asked first.";
      return { reason: last, advice: adviceOnTls(last, isEncrypted) ?? usual };
    }
    const advice = this.#service.port === undefined ? "It must accept connections at $HOST:$PORT." : "";
    return {
      reason: `nobody accepts connections at ${shownAddresses(LOOPBACK_HOSTS, this.#port)}${seen}`,
      advice: `${advice}${say}`.trim() || "Is that its port, and does it listen on localhost?",
    };
  }

  /** A daemon ends in order when its successor in the background is there. Then the service goes on without it. */
  async #exited(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (code === 0) {
      if (this.#goesOn()) return;
      await setTimeout(LOOK_AGAIN_MS);
      if (this.#goesOn()) return;
      this.#tellOfStranger();
    }
    this.#gone(code, signal);
  }

  /** A daemon that drops its environment cannot be told from other programs, so nobody else ends it. */
  #tellOfStranger(): void {
    const stranger = this.#port === undefined || this.#isEnding ? undefined : programAt(this.#port);
    if (stranger === undefined) return;
    process.stderr.write(
      `${stranger.shown} listens on port ${this.#port}. If the command started it, end it by hand.\n`,
    );
  }

  #goesOn(): boolean {
    return this.#group.find().length > 0 && (!this.#isReady || this.#listensOn(this.#port!));
  }

  #gone(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#isEnding) return;
    killGroup(this.#group); // this ends what the command left behind
    this.#ended(code, signal);
  }
}

const NOBODY = "nobody accepts connections";

function requireFolder(folder: string, name: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new PushbenchError("service-not-ready", `${name} cannot start in ${folder}: there is no such folder.`, {
    hint: "cwd is relative to the scenario's folder, and on the command line to the folder in which pushbench is called.",
  });
}
