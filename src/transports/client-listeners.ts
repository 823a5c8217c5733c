/**
 * Clients that listen: every one is an origin of its own, as in real life, so that whoever sends to them cannot share connections
 * between them.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { LOOPBACK } from "../loopback.js";
import { concurrently } from "./concurrently.js";
import { listeningHost } from "./listening-host.js";
import type { Subscriber } from "./transport.js";

const LISTEN_AT_ONCE = 64;

export class ClientListeners {
  readonly #scheme: "http" | "https";
  readonly #accept: (client: number, socket: Socket) => void;
  readonly #servers: Server[] = [];
  readonly #subscribers: Subscriber[] = [];
  #isClosing = false;

  /** `accept` is given every connection to a client. */
  constructor(scheme: "http" | "https", accept: (client: number, socket: Socket) => void) {
    this.#scheme = scheme;
    this.#accept = accept;
  }

  get subscribers(): readonly Subscriber[] {
    return this.#subscribers;
  }

  /** Listens for each of these clients. Rejects with the first error (too many open files, …). */
  async open(clients: readonly number[]): Promise<void> {
    await concurrently(LISTEN_AT_ONCE, clients, async (client) => {
      this.#subscribers.push({ client, url: await this.#listen(client) });
    });
    this.#subscribers.sort((a, b) => a.client - b.client);
  }

  /** Accepts no more. Resolves when every connection has ended. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #listen(client: number): Promise<string> {
    const usual = listeningHost();
    for (const host of usual === LOOPBACK ? [clientAddress(client), LOOPBACK] : [usual]) {
      const server = createServer({ noDelay: true }, (socket) => {
        if (this.#isClosing) socket.destroy();
        else this.#accept(client, socket);
      });
      server.listen({ host, port: 0, backlog: 128 });
      try {
        await once(server, "listening");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL" && host !== LOOPBACK) continue;
        throw error;
      }
      this.#servers.push(server);
      const address = server.address();
      if (address !== null && typeof address === "object")
        return `${this.#scheme}://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
    }
    throw new Error("no loopback address to listen on");
  }
}

/**
 * An address of 127.0.0.0/8 for the client, so that each has its own 28,000 source ports at the dispatcher and none is
 * another's origin. The process is in it too: runs side by side stay apart. Numbers from 65,024 on share addresses.
 */
function clientAddress(client: number): string {
  return `127.${1 + (process.pid % 254)}.${Math.floor(client / 254) % 256}.${1 + (client % 254)}`;
}
