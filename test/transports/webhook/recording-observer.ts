import { AssertionError } from "node:assert";
import type { Observer, Opening } from "../../../src/transports/transport.js";

export interface Observation {
  kind: keyof Observer;
  client: number;
  index: number;
  reason?: string;
}

/** Keeps everything it is told, in order, and lets a test wait for it. */
export class RecordingObserver implements Observer {
  readonly observations: Observation[] = [];
  /** Of the connections that are told to be opened. */
  readonly openings: Opening[] = [];
  #waiting: (() => void)[] = [];

  sent = (client: number, index: number) => this.#add({ kind: "sent", client, index });
  retried = (client: number, index: number) => this.#add({ kind: "retried", client, index });
  suppressed = (client: number, index: number) => this.#add({ kind: "suppressed", client, index });
  connected = (client: number, opening?: Opening) => {
    if (opening !== undefined) this.openings.push(opening);
    this.#add({ kind: "connected", client, index: Number.NaN });
  };
  disconnected = (client: number) => this.#add({ kind: "disconnected", client, index: Number.NaN });
  delivered = (client: number, index: number) => this.#add({ kind: "delivered", client, index });
  acked = (client: number, index: number) => this.#add({ kind: "acked", client, index });
  refused = (client: number, index: number, reason: string) => this.#add({ kind: "refused", client, index, reason });
  problem = (reason: string) => this.#add({ kind: "problem", client: Number.NaN, index: Number.NaN, reason });

  of(kind: Observation["kind"]): Observation[] {
    return this.observations.filter((observation) => observation.kind === kind);
  }

  /** Without what is told of connections, and why attempts failed. */
  get ofEvents(): Observation[] {
    const others = ["connected", "disconnected"];
    return this.observations.filter(({ kind, reason }) => !others.includes(kind) && !reason?.endsWith("(tried again)"));
  }

  /** `client:index` of each, sorted: for comparing sets. */
  pairs(kind: Observation["kind"]): string[] {
    return this.of(kind)
      .map(({ client, index }) => `${client}:${index}`)
      .sort();
  }

  reasons(kind: "refused" | "problem"): string[] {
    return this.of(kind).map(({ reason }) => reason ?? "");
  }

  /** Resolves when so many observations of that kind were made; fails after 5 s. */
  until(kind: Observation["kind"], count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (this.of(kind).length < count) return;
        clearTimeout(deadline);
        this.#waiting = this.#waiting.filter((waiting) => waiting !== check);
        resolve();
      };
      const deadline = setTimeout(() => {
        const seen = this.observations.slice(-20).map((o) => `${o.kind} ${o.client}:${o.index} ${o.reason ?? ""}`);
        reject(new AssertionError({ message: `no ${count} × ${kind}; the last that were seen:\n${seen.join("\n")}` }));
      }, 5000);
      this.#waiting.push(check);
      check();
    });
  }

  #add(observation: Observation): void {
    this.observations.push(observation);
    for (const check of [...this.#waiting]) check();
  }
}

/** For conditions that no observation announces. Fails after 5 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 5000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new AssertionError({ message: `never came true: ${condition}` });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
