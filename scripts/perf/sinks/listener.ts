/**
 * How sinks listen: on plain sockets, which all read into one buffer, or over TLS, where a server has no such way. It counts the
 * connections, and how many of those began with a session that was resumed.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { LOOPBACK } from "../../../src/loopback.js";
import type { Security } from "../../../src/tls/security.js";
import { listenerOptions } from "../../../src/tls/server.js";
import type { Counts } from "../other-work.js";
import { readingInto, type Taker } from "./reading-into.js";

const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

export class Listener {
  #connections = 0;
  #resumed = 0;

  /** Returns the port. `serve` is asked for a taker per connection. */
  listen(tls: Security | undefined, serve: (socket: Socket) => Taker): Promise<number> {
    return this.listenWith(tls === undefined ? this.#plain(serve) : this.#secure(tls, serve));
  }

  /** With a server over TLS that serves its connections itself. */
  async listenWith(server: Server): Promise<number> {
    server.on("secureConnection", (socket: TLSSocket) => this.#opened(socket.isSessionReused()));
    server.listen({ host: LOOPBACK, port: 0, backlog: 4096 });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  counts(operations: number): Counts {
    return { operations, connections: this.#connections, resumed: this.#resumed };
  }

  #plain(serve: (socket: Socket) => Taker): Server {
    return createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
      this.#opened(false);
      const socket = readingInto(READ_BUFFER, accepted, serve);
      socket.on("error", () => socket.destroy());
    });
  }

  #secure(tls: Security, serve: (socket: Socket) => Taker): Server {
    return createTlsServer({ ...listenerOptions(tls, "http/1.1"), noDelay: true }, (socket) => {
      socket.on("data", serve(socket));
      socket.on("error", () => socket.destroy());
    });
  }

  #opened(resumed: boolean): void {
    this.#connections++;
    if (resumed) this.#resumed++;
  }
}
