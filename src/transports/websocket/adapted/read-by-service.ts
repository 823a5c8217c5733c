/**
 * What a service that answers nothing has read: a ping goes out behind what was written, and its pong shows that the service's
 * WebSocket library has read all before it, for frames are read in their order. One ping is under way at most.
 */
const PING_BYTES = 4;

export class ReadByService {
  /** Numbers of the events that were written since the last ping, and of those before the ping that is under way. */
  #sincePing: number[] = [];
  #beforePing: number[] = [];
  #pings = 0;

  written(index: number): void {
    this.#sincePing.push(index);
  }

  /** The payload of a ping to be sent now; undefined: none is needed, or one is under way. */
  ping(): Buffer | undefined {
    if (this.#sincePing.length === 0 || this.#beforePing.length > 0) return undefined;
    this.#beforePing = this.#sincePing;
    this.#sincePing = [];
    return payloadOf(++this.#pings);
  }

  /** The events that were read; none where it answers no ping that is under way. */
  pong(payload: Buffer): readonly number[] {
    if (!payload.equals(payloadOf(this.#pings))) return [];
    const read = this.#beforePing;
    this.#beforePing = [];
    return read;
  }

  /** The connection is no more: of what was not covered nothing will be known. */
  lost(): void {
    this.#sincePing = [];
    this.#beforePing = [];
  }

  /** Events of which it is not known that they were read. */
  get size(): number {
    return this.#sincePing.length + this.#beforePing.length;
  }

  indexes(): Iterable<number> {
    return [...this.#beforePing, ...this.#sincePing];
  }
}

function payloadOf(ping: number): Buffer {
  const payload = Buffer.alloc(PING_BYTES);
  payload.writeUInt32BE(ping);
  return payload;
}
