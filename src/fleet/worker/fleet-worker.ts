/** A worker of a fleet: it tells who it is, and takes part in one run at a time, if the request is signed and it is free. */
import { hostname } from "node:os";
import { describeMachine } from "../../machine/describe-machine.js";
import { hostResources } from "../../machine/host-resources.js";
import type { Bus } from "../channel/bus.js";
import { clockId } from "../host-clock.js";
import {
  FLEET_PROTOCOL,
  jsonBytes,
  type Limits,
  type Refusal,
  subjects,
  type TakeAnswer,
  type TakeRequest,
  type WorkerCard,
} from "../protocol.js";
import { signedAcceptance, verifiedTake } from "../token.js";
import { Guard, HOW_TO_HOST } from "./guard.js";
import { Session } from "./session.js";

/** A request is accepted for so long after it was made, by clocks that nobody has compared. */
const VALID_MS = 60_000;

export interface FleetWorkerOptions {
  bus: Bus;
  name: string;
  token: string;
  pushbenchVersion: string;
  generatorEntry: string;
  /** The program of a service. Absent: no services are started on this host. */
  serviceEntry?: string;
  /** The CPUs of its generator, or of the services. None: they are not pinned. */
  cpus: readonly number[];
  limits: Limits;
  /** Addresses that may be played against, besides the loopback and the fleet's own. */
  targets: ReadonlySet<string>;
  /** Where services here listen, and clients that listen. */
  listenOn: string;
  /** Where the time of its clock is told. */
  clockAt: WorkerCard["clockAt"];
  /** Told what happens, a line each time. */
  say(line: string): void;
  /** The wall clock. */
  nowMs?: () => number;
}

export class FleetWorker {
  readonly #options: FleetWorkerOptions;
  readonly #nowMs: () => number;
  readonly #subscriptions: (() => void)[] = [];
  /** Requests that were accepted, by their runs, until they are too old to be sent again by somebody. */
  readonly #accepted = new Map<string, number>();
  #session: { session: Session; request: TakeRequest } | undefined;

  constructor(options: FleetWorkerOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
    const { bus, name } = options;
    this.#subscriptions.push(
      bus.subscribe(subjects.workers, (_, respond) => respond(jsonBytes(this.#card()))),
      bus.subscribe(subjects.take(name), (data, respond) => respond(jsonBytes(this.#take(data)))),
    );
  }

  /** Ends the run that it plays, if any. */
  async close(): Promise<void> {
    for (const end of this.#subscriptions) end();
    await this.#session?.session.end("it was ended itself");
  }

  #card(): WorkerCard {
    const { name, pushbenchVersion, cpus, limits, clockAt, serviceEntry } = this.#options;
    const { cpuModel, cpuCount, memoryBytes, operatingSystem, node } = describeMachine(NOT_PINNED, []);
    const clock = clockId();
    return {
      ...{ name, protocol: FLEET_PROTOCOL, pushbenchVersion, host: hostname() },
      ...{ cpuModel, cpuCount, memoryBytes, operatingSystem, node, limits, clockAt, resources: hostResources() },
      ...(cpus.length > 0 && { cpus: [...cpus] }),
      ...(clock !== undefined && { clockId: clock }),
      ...(serviceEntry !== undefined && { hostsServices: true }),
      ...(this.#session !== undefined && { playsFor: this.#session.request.coordinator }),
    };
  }

  #take(data: Uint8Array): TakeAnswer {
    const { token, name, say } = this.#options;
    const request = verifiedTake(token, data);
    const refused = typeof request === "string" ? WHY_UNVERIFIED[request] : this.#reasonToRefuse(request);
    if (refused !== undefined) say(`Refused a run: ${refused.message}.`);
    if (refused !== undefined || typeof request === "string") return { refused: refused ?? WHY_UNVERIFIED.unsigned };
    this.#accepted.set(request.run, request.atMs);
    this.#begin(request);
    const part = request.plays === "services" ? ", whose services are on this host" : "";
    say(`Worker ${name} plays for ${request.coordinator}${part}.`);
    return { accepted: signedAcceptance(token, request.run, this.#card()) };
  }

  #reasonToRefuse(request: TakeRequest): Refusal | undefined {
    const { name, pushbenchVersion, serviceEntry } = this.#options;
    const nowMs = this.#nowMs();
    const ageMs = nowMs - request.atMs;
    for (const [run, atMs] of this.#accepted) if (nowMs - atMs > 2 * VALID_MS) this.#accepted.delete(run);
    if (request.worker !== name) return { message: `the request is for worker ${request.worker}` };
    if (!(Math.abs(ageMs) <= VALID_MS))
      return {
        message: `the request is ${Math.round(ageMs / 1e3)} s old by this machine's clock, and ${VALID_MS / 1e3} s are allowed`,
        hint: "Set the clocks of coordinator and worker: NTP does.",
      };
    if (this.#accepted.has(request.run)) return { message: "the request was used before" };
    if (request.protocol !== FLEET_PROTOCOL || request.pushbenchVersion !== pushbenchVersion)
      return {
        message: `it has pushbench ${pushbenchVersion} (protocol ${FLEET_PROTOCOL}), and the coordinator ${request.pushbenchVersion} (protocol ${request.protocol})`,
        hint: "Install the same version on every machine of the fleet.",
      };
    if (this.#session !== undefined)
      return {
        message: `it plays for ${this.#session.request.coordinator}`,
        hint: "A worker takes part in one run at a time. Wait for its end, or take other workers.",
      };
    if (request.plays === "services" && serviceEntry === undefined)
      return { message: "it hosts no services", hint: HOW_TO_HOST };
    return undefined;
  }

  #begin(request: TakeRequest): void {
    const { bus, token, name, limits, targets, generatorEntry, cpus, listenOn, say } = this.#options;
    const guard = new Guard({ worker: name, limits, targets, servicesAt: request.address });
    const { maxSeconds } = limits;
    const serviceEntry = request.plays === "services" ? this.#options.serviceEntry : undefined;
    const programs = { generatorEntry, serviceEntry };
    const session = new Session({ bus, token, request, guard, ...programs, cpus, listenOn, maxSeconds });
    this.#session = { session, request };
    void session.over.then((why) => {
      this.#session = undefined;
      say(`Worker ${name} is free: ${why}.`);
    });
  }
}

const NOT_PINNED = { services: [], generators: [], reason: "a worker is told its CPUs" };

const WHY_UNVERIFIED = {
  unsigned: { message: "the request is not signed" },
  "wrong-token": {
    message: "the request is signed with another token",
    hint: "Give bench and every worker the same token of the fleet.",
  },
} as const satisfies Record<string, Refusal>;
