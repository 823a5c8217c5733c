/** What is kept of connecting the clients of an approach: how long it took, and how long each connection took to open. */
import type { OpeningTimes } from "../../collectors/openings.js";
import { Histogram } from "../../histogram.js";
import type { ConnectingSample } from "../../result/result.js";

const parts = ["tcp", "tls", "whole"] as const;

export class ConnectingCourse {
  #clients = 0;
  #connections = 0;
  #elapsedNs = 0;
  readonly #times = { tcp: new Histogram(), tls: new Histogram(), whole: new Histogram() };

  get clients(): number {
    return this.#clients;
  }

  /** So many clients are connected now. */
  opened(clients: number, { connections, tcpNs, tlsNs, wholeNs }: OpeningTimes): void {
    this.#clients += clients;
    this.#connections += connections;
    for (const ns of tcpNs) this.#times.tcp.record(ns);
    for (const ns of tlsNs) this.#times.tls.record(ns);
    for (const ns of wholeNs) this.#times.whole.record(ns);
  }

  /** The stages' own times: memory is read between them. */
  took(elapsedNs: number): void {
    this.#elapsedNs += elapsedNs;
  }

  sample(): ConnectingSample {
    const having = parts.filter((part) => this.#times[part].count > 0);
    return {
      clients: this.#clients,
      elapsedNs: this.#elapsedNs,
      connections: this.#connections,
      ...Object.fromEntries(having.map((part) => [part, this.#times[part].encode()])),
    };
  }
}
