/**
 * The subscribers' side: every client is an origin of its own, as in real life, so that the dispatcher cannot share
 * connections between them. Lean: answers are ready-made bytes, nothing is parsed but the head and the event's number.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, type Server as SecureServer } from "node:tls";
import { LOOPBACK } from "../../loopback.js";
import { tlsFailure } from "../../tls/failure.js";
import { rawSocket } from "../../tls/raw-socket.js";
import type { Security } from "../../tls/security.js";
import { listenerOptions, watchSecure } from "../../tls/server.js";
import { concurrently } from "../concurrently.js";
import { DueQueue } from "../delivery/due-queue.js";
import { ClientIntake } from "../delivery/receiving/client-intake.js";
import { SlowSenders } from "../http1/slow-senders.js";
import { SocketTally } from "../socket-tally.js";
import type { DriverOptions, Misbehaviour, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { EndpointConnection, type EndpointSettings } from "./endpoint-connection.js";
import { OwnArrivals } from "./own-arrivals.js";
import type { Keys } from "./signatures/key-ring.js";

const LISTEN_AT_ONCE = 64;

export type EndpointsOptions = Pick<
  DriverOptions<WebhookConfig>,
  "config" | "topology" | "guarantee" | "observer" | "isGenuine" | "sentEvent" | "tls"
>;

export class Endpoints {
  readonly #settings: EndpointSettings;
  readonly #tally = new SocketTally();
  readonly #servers: Server[] = [];
  /** Undefined: connections are not encrypted. It does not listen itself, but encrypts what all endpoints accept: one for each
   * would hold a context and the certificates again. */
  readonly #secureServer: SecureServer | undefined;
  /** Whose a connection is, until it is encrypted. */
  readonly #clientOf = new WeakMap<Socket, number>();
  readonly #connections = new Set<EndpointConnection>();
  #subscribers: Subscriber[] = [];

  constructor(options: EndpointsOptions, keys: Keys) {
    const { config, observer, isGenuine, tls } = options;
    const own = config.subscribe === undefined ? undefined : new OwnArrivals(options, keys);
    const intake = new ClientIntake<EndpointConnection>({
      driver: options,
      keepsOrder: false, // every event is a request of its own
      signed: own === undefined ? config.signature !== "none" : config.subscribe?.signed === true,
      patienceSeconds: 0,
    });
    const slow = new SlowSenders({
      headMs: config.headSeconds * 1000,
      bodyMs: config.bodySeconds * 1000,
      silentMs: Number.POSITIVE_INFINITY, // a dispatcher's pool may open connections ahead of need
    });
    this.#settings = { config, observer, isGenuine, own, keys, intake, slow, later: new DueQueue(), closing: false };
    // A service of the user's own is told of addresses without TLS where pushbench has no certificate that it would trust.
    if (tls?.identity !== undefined) this.#secureServer = this.#startEncrypting(tls);
  }

  #startEncrypting(tls: Security): SecureServer {
    const server = createSecureServer(listenerOptions(tls, "http/1.1"));
    watchSecure(server, {
      raw: (socket) => this.#tally.track(socket),
      secure: (socket) => {
        this.#tally.secured(socket, "accepted");
        this.#serve(this.#clientOf.get(rawSocket(socket))!, socket);
      },
      failed: (error) => {
        if (!this.#settings.closing)
          this.#settings.observer.problem(`endpoint: ${tlsFailure(error, true) ?? error.message}`);
      },
    });
    return server;
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

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  /** Events that have come and are not taken yet. */
  get pending(): number {
    return this.#settings.intake.pending;
  }

  /** How clients treat what comes, until called again; null: as they should. */
  misbehave(how: Misbehaviour | null): void {
    const { intake } = this.#settings;
    intake.misbehave(how);
    for (const connection of this.#connections) {
      if (intake.readingSpeed(connection.client) === undefined) connection.unthrottle();
    }
  }

  /** Resets every connection. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.reset();
  }

  async close(): Promise<void> {
    this.#settings.closing = true;
    this.#settings.slow.close();
    this.#settings.intake.stop();
    this.#settings.later.clear();
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    await Promise.all([this.#tally.destroyAll(), ...closed]);
  }

  async #listen(client: number): Promise<string> {
    for (const host of [clientAddress(client), LOOPBACK]) {
      const server = createServer({ noDelay: true }, (socket) => this.#accept(client, socket));
      server.listen({ host, port: 0, backlog: 128 });
      try {
        await once(server, "listening");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL" && host !== LOOPBACK) continue;
        throw error;
      }
      this.#servers.push(server);
      const address = server.address();
      if (address !== null && typeof address === "object") {
        return `${this.#secureServer === undefined ? "http" : "https"}://${host}:${address.port}`;
      }
    }
    throw new Error("no loopback address to listen on");
  }

  #accept(client: number, socket: Socket): void {
    if (this.#settings.closing) socket.destroy();
    else if (this.#secureServer === undefined) {
      this.#tally.track(socket);
      this.#serve(client, socket);
    } else {
      this.#clientOf.set(socket, client);
      this.#secureServer.emit("connection", socket);
    }
  }

  #serve(client: number, socket: Socket): void {
    const connection = new EndpointConnection(this.#settings, client, socket);
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
