/** The coordinator's handle on a worker that takes part in its run. */
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { type Clock, monotonicNs } from "../../clock.js";
import { PushbenchError } from "../../errors.js";
import { Calls } from "../../processes/calls.js";
import type { ParamsOf, ValueOf } from "../../processes/channel.js";
import type { Bus } from "../channel/bus.js";
import { Link } from "../channel/link.js";
import { clockId, type HostClock, probedClock, sameClock } from "../host-clock.js";
import {
  FLEET_PROTOCOL,
  type FromWorker,
  parsedJson,
  type Refusal,
  type Signed,
  subjects,
  type TakeRequest,
  type WorkerCard,
} from "../protocol.js";
import { linkKey, signedTake, verifiedAcceptance } from "../token.js";
import type { SessionMethods } from "../worker/session.js";

/** A worker beats twice a second, from a process that carries no load. One that is silent for so long is gone, or stands still. */
const SILENT_MS = 5_000;
const LOOK_EVERY_MS = 250;
const TAKE_MS = 5_000;
/** A worker notices first that a process of its own is silent, and says so. */
export const CARRYING_MS = 2_000;
/** What a process of a worker may take to be gone. */
export const STOP_MS = 6_000;
const CALL_MS = 15_000;
const RUN_BYTES = 12;

export interface Coordinator {
  bus: Bus;
  token: string;
  pushbenchVersion: string;
  /** Who this is, for messages to people. */
  coordinator: string;
  /** Where the run's services listen. */
  address: string;
}

/** Asks a worker to take part. The answer is why it does not, where it does not. */
export async function takeWorker(
  from: Coordinator,
  worker: string,
  plays: TakeRequest["plays"],
): Promise<RemoteWorker | Refusal> {
  const { bus, token, pushbenchVersion, coordinator, address } = from;
  const run = randomBytes(RUN_BYTES).toString("hex");
  // It begins to listen before the worker can say anything.
  const remote = new RemoteWorker(bus, linkKey(token, run, worker), run, worker);
  const said = { coordinator, address, plays, pushbenchVersion, protocol: FLEET_PROTOCOL };
  const request = signedTake(token, { run, worker, atMs: Date.now(), ...said });
  const data = await bus.request(subjects.take(worker), request, TAKE_MS);
  const answer = data && parsedJson<{ accepted: Signed; refused: Refusal }>(data);
  const card = answer?.accepted && verifiedAcceptance(token, run, answer.accepted);
  if (card !== undefined) {
    remote.accepted(card, token);
    return remote;
  }
  remote.forget();
  if (answer?.refused !== undefined) return answer.refused;
  if (answer?.accepted !== undefined)
    return { message: "it has another token", hint: "Give bench and every worker the same token of the fleet." };
  return { message: `it did not answer within ${TAKE_MS / 1e3} s` };
}

export class RemoteWorker {
  readonly name: string;
  readonly #clock: Clock;
  #card: WorkerCard | undefined;
  #hostClock: HostClock | undefined;
  /** Whether its times are those of another clock than this machine's. */
  hasOwnClock = true;
  readonly #link: Link;
  readonly #calls: Calls<SessionMethods>;
  readonly #watch: NodeJS.Timeout;
  #services = 0;
  readonly #deathsOfServices = new Map<number, (error: Error) => void>();
  #lost: PushbenchError | undefined;
  #rejectDeath: (error: Error) => void = () => {};
  /** Rejects when the worker is gone before it was let go. Never resolves. */
  readonly death = new Promise<never>((_, reject) => {
    this.#rejectDeath = reject;
  });

  constructor(bus: Bus, key: Buffer, run: string, name: string, clock: Clock = monotonicNs) {
    this.name = name;
    this.#clock = clock;
    this.death.catch(() => {}); // nobody may be looking
    this.#link = new Link({
      bus,
      side: "coordinator",
      key,
      to: subjects.toWorker(run, name),
      from: subjects.fromWorker(run, name),
      heard: (message) => this.#hear(message as FromWorker),
    });
    this.#calls = new Calls({
      send: (call) => this.#link.send({ call }),
      silence: (method, timeoutMs) => lost(name, `did not answer "${method}" within ${timeoutMs} ms`),
    });
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** To be called once it is known that the worker takes part, before anything else. */
  accepted(card: WorkerCard, token: string): void {
    this.#card = card;
    const own = clockId();
    this.hasOwnClock = own === undefined || card.clockId !== own;
    this.#hostClock = this.hasOwnClock
      ? probedClock({ ...card.clockAt, worker: this.name, token, now: this.#clock })
      : sameClock(this.#clock);
  }

  get card(): WorkerCard {
    return this.#card!;
  }

  get hostClock(): HostClock {
    return this.#hostClock!;
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** Resolves with the loss, or with nothing once the worker has given a sign of life. */
  async lossFromNowOn(): Promise<PushbenchError | undefined> {
    const sinceMs = performance.now();
    while (this.#lost === undefined && this.#link.heardAtMs <= sinceMs) await setTimeout(LOOK_EVERY_MS);
    return this.#lost;
  }

  call<K extends keyof SessionMethods & string>(
    method: K,
    params: ParamsOf<SessionMethods, K>,
    timeoutMs = CALL_MS,
  ): Promise<ValueOf<SessionMethods, K>> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return this.#calls.make(method, params, timeoutMs);
  }

  /** A number that no other service there has in this run. */
  newServiceId(): number {
    return ++this.#services;
  }

  /** Tells of the death of a service there that was not asked to end. */
  tellDeathOf(service: number, died: (error: Error) => void): void {
    this.#deathsOfServices.set(service, died);
  }

  /** Lets the worker go, if it is still there. Never rejects. */
  async leave(): Promise<void> {
    clearInterval(this.#watch); // what happens to it now matters to nobody
    if (this.#lost === undefined) await this.call("leave", undefined, TAKE_MS).catch(() => {});
    this.forget();
  }

  /** Ends what listens here. The worker finds out by itself. */
  forget(): void {
    clearInterval(this.#watch);
    this.#link.close();
  }

  #hear(message: FromWorker): void {
    if ("answer" in message) this.#calls.settle(message.answer);
    else if ("died" in message) {
      const { id, error } = message.died;
      if (error) this.#deathsOfServices.get(id)?.(this.#calls.errorOf(error));
    } else this.#die(`left the run: ${message.leaves}`);
  }

  #look(): void {
    const silentMs = performance.now() - this.#link.heardAtMs;
    if (silentMs > SILENT_MS) this.#die(`has been silent for ${(silentMs / 1e3).toFixed(1)} s`);
  }

  #die(how: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = lost(this.name, how);
    this.forget();
    this.#calls.failAll(() => this.#lost!);
    this.#rejectDeath(this.#lost);
  }
}

export const lost = (worker: string, how: string, hint?: string): PushbenchError =>
  new PushbenchError("fleet-worker-lost", `Worker ${worker} ${how}.`, {
    hint: hint ?? "Is it still running, and is its machine neither overloaded nor cut off?",
  });
