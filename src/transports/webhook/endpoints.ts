/** The subscribers' side. Lean: answers are ready-made bytes, nothing is parsed but the head and the event's number. */
import type { Socket } from "node:net";
import { createServer as createSecureServer, type Server as SecureServer } from "node:tls";
import { tlsFailure } from "../../tls/failure.js";
import { rawSocket } from "../../tls/raw-socket.js";
import type { Security } from "../../tls/security.js";
import { listenerOptions, watchSecure } from "../../tls/server.js";
import { ClientListeners } from "../client-listeners.js";
import { DueQueue } from "../delivery/due-queue.js";
import { ClientIntake } from "../delivery/receiving/client-intake.js";
import type { Arrived } from "../delivery/receiving/intake.js";
import { SlowSenders } from "../http1/slow-senders.js";
import { SocketTally } from "../socket-tally.js";
import type { DriverOptions, Misbehaviour, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { EndpointConnection, type EndpointSettings } from "./endpoint-connection.js";
import { type JudgesArrivals, OwnArrivals } from "./own-arrivals.js";
import { ReferenceArrivals } from "./reference-arrivals.js";
import type { Keys } from "./signatures/key-ring.js";

export type EndpointsOptions = Pick<
  DriverOptions<WebhookConfig>,
  "config" | "topology" | "guarantee" | "observer" | "isGenuine" | "sentEvent" | "tls"
>;

/** What clients receive, by one version of HTTP. */
export interface ReceivesEvents {
  readonly subscribers: readonly Subscriber[];
  /** Events that have come and are not taken yet. */
  readonly pending: number;
  /** Listens for each of these clients. Rejects with the first error (too many open files, …). */
  open(clients: readonly number[]): Promise<void>;
  /** How clients treat what comes, until called again; null: as they should. */
  misbehave(how: Misbehaviour | null): void;
  /** Resets every connection. */
  dropConnections(): void;
  counters(): SocketCounters;
  close(): Promise<void>;
}

export class Endpoints implements ReceivesEvents {
  readonly #settings: EndpointSettings;
  readonly #tally = new SocketTally();
  readonly #listeners: ClientListeners;
  /** Undefined: connections are not encrypted. It does not listen itself, but encrypts what all endpoints accept: one for each
   * would hold a context and the certificates again. */
  readonly #secureServer: SecureServer | undefined;
  /** Whose a connection is, until it is encrypted. */
  readonly #clientOf = new WeakMap<Socket, number>();
  readonly #connections = new Set<EndpointConnection>();

  constructor(options: EndpointsOptions, keys: Keys) {
    const { config, observer, tls } = options;
    const arrivals = arrivalsOf(options, keys);
    const intake = intakeOf<EndpointConnection>(options);
    const slow = new SlowSenders({
      headMs: config.headSeconds * 1000,
      bodyMs: config.bodySeconds * 1000,
      silentMs: Number.POSITIVE_INFINITY, // a dispatcher's pool may open connections ahead of need
    });
    this.#settings = { config, observer, arrivals, intake, slow, later: new DueQueue(), closing: false };
    // A service of the user's own is told of addresses without TLS where pushbench has no certificate that it would trust.
    if (tls?.identity !== undefined) this.#secureServer = this.#startEncrypting(tls);
    const scheme = this.#secureServer === undefined ? "http" : "https";
    this.#listeners = new ClientListeners(scheme, (client, socket) => this.#accept(client, socket));
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
    return this.#listeners.subscribers;
  }

  open(clients: readonly number[]): Promise<void> {
    return this.#listeners.open(clients);
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  get pending(): number {
    return this.#settings.intake.pending;
  }

  misbehave(how: Misbehaviour | null): void {
    const { intake } = this.#settings;
    intake.misbehave(how);
    for (const connection of this.#connections) {
      if (intake.readingSpeed(connection.client) === undefined) connection.unthrottle();
    }
  }

  dropConnections(): void {
    for (const connection of this.#connections) connection.reset();
  }

  async close(): Promise<void> {
    this.#settings.closing = true;
    this.#settings.slow.close();
    this.#settings.intake.stop();
    this.#settings.later.clear();
    const closed = this.#listeners.close();
    await Promise.all([this.#tally.destroyAll(), closed]);
  }

  #accept(client: number, socket: Socket): void {
    if (this.#secureServer === undefined) {
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

export const arrivalsOf = (options: EndpointsOptions, keys: Keys): JudgesArrivals =>
  options.config.subscribe === undefined ? new ReferenceArrivals(options, keys) : new OwnArrivals(options, keys);

export function intakeOf<A extends Arrived>(options: EndpointsOptions): ClientIntake<A> {
  const { signature, subscribe } = options.config;
  return new ClientIntake<A>({
    driver: options,
    keepsOrder: false, // every event is a request of its own
    signed: subscribe === undefined ? signature !== "none" : subscribe.signed === true,
    patienceSeconds: 0,
  });
}
