import type { IdleSample } from "../result/result.js";
import type { Collector, RoundPart, SliceEnd } from "./collector.js";

/** What idle clients did, only in a run without events. What they cost, other collectors count over the same slices. */
export class IdleCollector implements Collector {
  readonly #clients: number;
  #serviceNs = 0;
  #clientsNs = 0;
  #heartbeats: number | undefined;
  #connectionsOpen = 0;

  constructor(clients: number) {
    this.#clients = clients;
  }

  endSlice({ service, generators, wire }: Pick<SliceEnd, "service" | "generators" | "wire">): void {
    this.#serviceNs += service.elapsedNs;
    // All generators begin and end a slice at about the same time.
    this.#clientsNs += generators.reduce((sum, { elapsedNs }) => sum + elapsedNs, 0) / generators.length;
    this.#connectionsOpen = 0;
    for (const { connectionsOpen, heartbeats } of wire) {
      this.#connectionsOpen += connectionsOpen;
      if (heartbeats !== undefined) this.#heartbeats = (this.#heartbeats ?? 0) + heartbeats;
    }
  }

  sample(): Pick<RoundPart, "idle"> {
    const idle: IdleSample = {
      clients: this.#clients,
      serviceNs: this.#serviceNs,
      clientsNs: this.#clientsNs,
      connectionsOpen: this.#connectionsOpen,
      ...(this.#heartbeats !== undefined && { heartbeats: this.#heartbeats }),
    };
    return { idle };
  }
}
