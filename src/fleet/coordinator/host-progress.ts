/** How far a worker is in a round, as its calls and their answers show it. */

export type HostState = "starting" | "connecting" | "ready" | "playing" | "lost";

export interface HostProgress {
  worker: string;
  host: string;
  state: HostState;
  /** The services are there. Absent: clients are. */
  services?: true;
  /** How many of its clients are connected by the approach that connects. Only while one does. */
  connected?: number;
  /** How far its times may be from the truth so far. It is absent before its first slice. */
  clockBoundNs?: number;
}

/** What the calls of one generator have shown so far. */
export class CallsSeen {
  state: Exclude<HostState, "lost"> = "starting";
  #approach: string | undefined;
  #connected = 0;

  get connected(): number | undefined {
    return this.state === "connecting" ? this.#connected : undefined;
  }

  /** To be told when a call was answered. */
  answered(method: string, params: unknown): void {
    if (method === "open") this.#opened(params as { approach: string; clients: readonly number[] });
    else if (method === "load")
      this.state = "ready"; // the last call before the first slice
    else if (method === "prepare") this.state = "playing";
  }

  /** The approaches connect one after the other. */
  #opened({ approach, clients }: { approach: string; clients: readonly number[] }): void {
    if (approach !== this.#approach) this.#connected = 0;
    this.#approach = approach;
    this.#connected += clients.length;
    this.state = "connecting";
  }
}
