/**
 * The subscribers' side: every client is an origin of its own, as in real life, so that the dispatcher cannot share
 * connections between them. Lean: answers are ready-made bytes, nothing is parsed but the head and the event's number.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { LOOPBACK } from "../../loopback.js";
import { concurrently } from "../concurrently.js";
import { DueQueue } from "../delivery/due-queue.js";
import { FaultyRecipient } from "../delivery/faulty-recipient.js";
import { SeenEvents } from "../delivery/seen-events.js";
import { SocketTally } from "../socket-tally.js";
import type { Misbehaviour, SocketCounters, Subscriber } from "../transport.js";
import { EndpointConnection, type EndpointSettings, type Recipient } from "./endpoint-connection.js";

const LISTEN_AT_ONCE = 64;

export class Endpoints {
  readonly #settings: EndpointSettings;
  readonly #tally = new SocketTally();
  readonly #servers: Server[] = [];
  readonly #connections = new Set<EndpointConnection>();
  /** Of the time limits: they hold to within two ticks, never early. */
  readonly #tickMs: number;
  #ticker: NodeJS.Timeout | undefined;
  #subscribers: Subscriber[] = [];

  constructor(
    options: Pick<EndpointSettings, "config" | "guarantee" | "keys" | "observer" | "isGenuine" | "namesakes">,
  ) {
    const [headMs, bodyMs] = [options.config.headSeconds * 1000, options.config.bodySeconds * 1000];
    this.#tickMs = Math.max(10, Math.min(headMs / 4, bodyMs / 4, 1000));
    const ticks = (ms: number): number => Math.ceil(ms / this.#tickMs);
    const ticksAllowed = { head: ticks(headMs), body: ticks(bodyMs), close: ticks(bodyMs) };
    this.#settings = { ...options, later: new DueQueue(), faults: null, closing: false, ticksAllowed };
  }

  get subscribers(): readonly Subscriber[] {
    return this.#subscribers;
  }

  /** Listens for each of these clients. Rejects with the first error (too many open files, …). */
  async open(clients: readonly number[]): Promise<void> {
    this.#ticker ??= setInterval(() => {
      for (const connection of this.#connections) connection.tick();
    }, this.#tickMs).unref();
    await concurrently(LISTEN_AT_ONCE, clients, async (client) => {
      this.#subscribers.push({ client, url: await this.#listen(client) });
    });
    this.#subscribers.sort((a, b) => a.client - b.client);
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  /** How clients treat what comes, until called again; null: as they should. */
  misbehave(how: Misbehaviour | null): void {
    this.#settings.faults = how === null ? null : new FaultyRecipient(how);
    for (const connection of this.#connections) connection.unthrottle();
  }

  /** Resets every connection. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.reset();
  }

  async close(): Promise<void> {
    this.#settings.closing = true;
    clearInterval(this.#ticker);
    this.#settings.later.clear();
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    await Promise.all([this.#tally.destroyAll(), ...closed]);
  }

  async #listen(client: number): Promise<string> {
    const recipient = { client, seen: new SeenEvents() };
    for (const host of [clientAddress(client), LOOPBACK]) {
      const server = createServer({ noDelay: true }, (socket) => this.#serve(recipient, socket));
      server.listen({ host, port: 0, backlog: 128 });
      try {
        await once(server, "listening");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL" && host !== LOOPBACK) continue;
        throw error;
      }
      this.#servers.push(server);
      const address = server.address();
      if (address !== null && typeof address === "object") return `http://${host}:${address.port}`;
    }
    throw new Error("no loopback address to listen on");
  }

  #serve(recipient: Recipient, socket: Socket): void {
    if (this.#settings.closing) {
      socket.destroy();
      return;
    }
    this.#tally.track(socket);
    const connection = new EndpointConnection(this.#settings, recipient, socket);
    this.#connections.add(connection);
    socket.on("close", () => this.#connections.delete(connection));
  }
}

/**
 * An address of 127.0.0.0/8 for the client, so that each has its own 28,000 source ports at the dispatcher and none is
 * another's origin. The process is in it too: runs side by side stay apart. Numbers from 65,024 on share addresses.
 */
function clientAddress(client: number): string {
  return `127.${1 + (process.pid % 254)}.${Math.floor(client / 254) % 256}.${1 + (client % 254)}`;
}
