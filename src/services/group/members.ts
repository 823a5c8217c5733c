/** The processes of a service as its primary has them: started on the primary's CPUs, called as the bench calls a service of one. */
import { type ChildProcess, fork } from "node:child_process";
import cluster from "node:cluster";
import type { Answer, Call, ParamsOf, ValueOf } from "../../processes/channel.js";
import type { ServiceMethods } from "../service-entry.js";
import { type GroupSpec, HELLO, memberEnvironment } from "./specs.js";

/** Told how a process ended that was not asked to. */
export type Died = (which: number, how: string) => void;

export class Member {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  /** A worker of a cluster loses what it is sent before its program listens, so its program says that it does. */
  readonly #listening: Promise<unknown>;
  #nextId = HELLO + 1;

  constructor(child: ChildProcess, died: (how: string) => void) {
    this.#child = child;
    this.#listening = new Promise((resolve) => child.once("message", resolve));
    child.on("message", (answer: Answer) => this.#settle(answer));
    child.on("error", ({ message }) => died(message));
    child.on("exit", (code, signal) =>
      died(signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`),
    );
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Has no limit of its own: the bench has one for the whole answer. */
  async call<K extends keyof ServiceMethods & string>(
    method: K,
    params: ParamsOf<ServiceMethods, K>,
  ): Promise<ValueOf<ServiceMethods, K>> {
    await this.#listening;
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      const call: Call = { id, method, params };
      this.#child.send(call, () => {}); // a process that is gone has told so
    });
  }

  #settle({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(Object.assign(new Error(error.message), error));
  }
}

/**
 * Starts them. Where they share a port they are workers of Node's cluster: what they listen at is opened once, in this process,
 * which accepts and hands each connection to the next worker that is free.
 */
export function startMembers(
  { entry, processes, ports }: GroupSpec,
  busPort: number | undefined,
  died: Died,
): Member[] {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  if (ports === "shared") cluster.setupPrimary({ exec: entry, args: [], serialization: "advanced" });
  return Array.from({ length: processes }, (_, number) => {
    const environment = memberEnvironment({ number, of: processes, busPort });
    const child =
      ports === "shared"
        ? cluster.fork(environment).process
        : fork(entry, { env: { ...process.env, ...environment }, serialization: "advanced" });
    return new Member(child, (how) => died(number, how));
  });
}
