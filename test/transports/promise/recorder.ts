import { AssertionError } from "node:assert";
import { setTimeout } from "node:timers/promises";
import type { Observer } from "../../../src/transports/transport.js";

export interface Told {
  kind: keyof Observer;
  client: number;
  index: number;
  reason: string;
  atMs: number;
}

/** Keeps what one side tells, in order and with the time. */
export class Recorder implements Observer {
  readonly told: Told[] = [];
  /** Called at the very moment, inside of whatever tells it. */
  listener: (told: Told) => void = () => {};

  sent = (client: number, index: number) => this.#tell("sent", client, index);
  retried = (client: number, index: number) => this.#tell("retried", client, index);
  delivered = (client: number, index: number) => this.#tell("delivered", client, index);
  suppressed = (client: number, index: number) => this.#tell("suppressed", client, index);
  acked = (client: number, index: number) => this.#tell("acked", client, index);
  refused = (client: number, index: number, reason: string) => this.#tell("refused", client, index, reason);
  connected = (client: number) => this.#tell("connected", client);
  disconnected = (client: number) => this.#tell("disconnected", client);
  problem = (reason: string) => this.#tell("problem", Number.NaN, Number.NaN, reason);

  of(kind: Told["kind"]): Told[] {
    return this.told.filter((told) => told.kind === kind);
  }

  count(kind: Told["kind"]): number {
    return this.of(kind).length;
  }

  /** `client index` of each, sorted: for comparing what was told with what should be. */
  pairs(kind: Told["kind"]): string[] {
    return this.of(kind)
      .map(({ client, index }) => `${client} ${index}`)
      .sort();
  }

  #tell(kind: Told["kind"], client: number, index = Number.NaN, reason = ""): void {
    const told = { kind, client, index, reason, atMs: performance.now() };
    this.told.push(told);
    this.listener(told);
  }
}

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 2;

/** Resolves once the condition holds. `state` is shown when it never does. */
export async function until(condition: () => boolean, state: () => unknown = () => ""): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > deadlineMs)
      throw new AssertionError({ message: `never came true: ${condition}; ${JSON.stringify(state())}` });
    await setTimeout(LOOK_EVERY_MS);
  }
}
