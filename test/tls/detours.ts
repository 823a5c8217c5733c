/**
 * Ways to good listeners on which connections can meet somebody else in their place, or come to harm: until all is well again.
 * Nothing here decrypts anything: it is what a network, and whoever sits in it, can do.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { resetConnection } from "../../src/tls/raw-socket.js";
import type { BadListener, Good } from "./bad-listeners.js";
import type { Identities } from "./identities.js";

/** Types of records. */
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const HEADER_BYTES = 5;
/** A record that is larger, and none of a handshake, has an event in it. */
const LARGE_BYTES = 1_000;

/** What happens to the next such chunk of a connection. `bit`: one of it is flipped. The others: half of it comes, and then … */
export type Harm = "end" | "reset" | "bit";

export class Detours {
  readonly #identities: Identities;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  #bad: BadListener | undefined;
  #harms: Harm[] = [];

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  get identities(): Identities {
    return this.#identities;
  }

  /** The URL of a way to that listener. */
  async to(listener: string): Promise<string> {
    const url = new URL(listener);
    const good = { host: url.hostname, port: Number(url.port) };
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (raw) => {
      this.#keep(raw);
      const bad = this.#bad;
      if (bad === undefined) this.#join(raw, this.#keep(connect({ ...good, noDelay: true, allowHalfOpen: true })));
      else bad.accept(raw, { identities: this.#identities, ...good, version: "1.3" } satisfies Good);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#servers.push(server);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return url.origin;
  }

  /** Every connection breaks, and new ones meet this; undefined: the good listener again. */
  meet(bad: BadListener | undefined): void {
    this.#bad = bad;
    this.#breakAll();
  }

  /** These happen one after the other, on whatever connection an event is passed on. */
  harm(...harms: readonly Harm[]): void {
    this.#harms.push(...harms);
  }

  get harmsToCome(): number {
    return this.#harms.length;
  }

  close(): void {
    for (const server of this.#servers) server.close();
    this.#breakAll();
  }

  #breakAll(): void {
    for (const socket of this.#sockets) resetConnection(socket);
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
  }

  #join(one: Socket, other: Socket): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      from.on("data", (chunk: Buffer) => this.#pass(chunk, from, to));
      from.on("end", () => to.end());
      from.on("close", () => to.destroy());
    }
  }

  #pass(chunk: Buffer, from: Socket, to: Socket): void {
    const harm = hasEvent(chunk) ? this.#harms.shift() : undefined;
    if (harm === undefined) to.write(chunk);
    else if (harm === "bit") {
      chunk[chunk.length - 1]! ^= 1;
      to.write(chunk);
    } else {
      to.write(chunk.subarray(0, chunk.length / 2));
      if (harm === "end") {
        to.end();
        from.end();
      } else {
        setImmediate(() => {
          resetConnection(to);
          resetConnection(from);
        });
      }
    }
  }
}

/** Of a chunk that begins with a record. Whoever answers a ClientHello says all that is large in one go. */
function hasEvent(chunk: Buffer): boolean {
  if (chunk[0] === HANDSHAKE) return false;
  for (let at = 0; at + HEADER_BYTES < chunk.length; at += HEADER_BYTES + chunk.readUInt16BE(at + 3))
    if (chunk[at] === APPLICATION_DATA && chunk.readUInt16BE(at + 3) > LARGE_BYTES) return true;
  return false;
}
