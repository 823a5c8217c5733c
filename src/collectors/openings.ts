/** How long connections took to open, while clients connect before a round. */

/** What whoever opened a connection tells of it (Opening in transports/transport.ts). */
export interface SeenOpening {
  connectNs: number;
  handshakeNs?: number;
  answerNs?: number;
  index?: number;
}

/** One value per connection, in ns. A part is shorter where connections do not have it. */
export interface OpeningTimes {
  /** How many connections were opened. */
  connections: number;
  tcpNs: Float64Array;
  tlsNs: Float64Array;
  /** From the first call to the system until the connection could be used. */
  wholeNs: Float64Array;
}

export class Openings {
  #connections = 0;
  readonly #tcpNs: number[] = [];
  readonly #tlsNs: number[] = [];
  readonly #wholeNs: number[] = [];

  add(opening: SeenOpening | undefined): void {
    this.#connections++;
    if (opening === undefined) return;
    const { connectNs, handshakeNs, answerNs = 0 } = opening;
    this.#tcpNs.push(connectNs);
    if (handshakeNs !== undefined) this.#tlsNs.push(handshakeNs);
    this.#wholeNs.push(connectNs + (handshakeNs ?? 0) + answerNs);
  }

  /** As they travel between processes. */
  take(): OpeningTimes {
    return {
      connections: this.#connections,
      tcpNs: Float64Array.from(this.#tcpNs),
      tlsNs: Float64Array.from(this.#tlsNs),
      wholeNs: Float64Array.from(this.#wholeNs),
    };
  }
}
