/** The subscribers' side over HTTP/2. One server encrypts and serves what the endpoints of all clients accept. */
import type { Socket } from "node:net";
import { indexOfId } from "../../../events/id.js";
import type { Security } from "../../../tls/security.js";
import { ClientListeners } from "../../client-listeners.js";
import type { ClientIntake } from "../../delivery/receiving/client-intake.js";
import type { Fate } from "../../delivery/receiving/lasting-faults.js";
import { SocketTally } from "../../socket-tally.js";
import type { Misbehaviour, SocketCounters, Subscriber } from "../../transport.js";
import { Refusal } from "../admission.js";
import { arrivalsOf, type EndpointsOptions, intakeOf, type ReceivesEvents } from "../endpoints.js";
import type { JudgesArrivals } from "../own-arrivals.js";
import type { Keys } from "../signatures/key-ring.js";
import type { ServedRequest } from "./served-request.js";
import { SecureHttp2Server } from "./server.js";

export class Http2Endpoints implements ReceivesEvents {
  readonly #arrivals: JudgesArrivals;
  readonly #intake: ClientIntake<ServedRequest>;
  readonly #tally = new SocketTally();
  readonly #listeners: ClientListeners;
  readonly #secure: SecureHttp2Server;
  /** Whose a connection is, until it is encrypted. */
  readonly #clientOf = new WeakMap<Socket, number>();

  constructor(options: EndpointsOptions, keys: Keys, maxStreams: number, tls: Security) {
    const { config, observer } = options;
    this.#arrivals = arrivalsOf(options, keys);
    this.#intake = intakeOf<ServedRequest>(options);
    this.#listeners = new ClientListeners("https", (client, socket) => {
      this.#clientOf.set(socket, client);
      this.#secure.server.emit("connection", socket);
    });
    this.#secure = new SecureHttp2Server({
      tls,
      tally: this.#tally,
      maxStreams,
      config,
      takenStatus: 204,
      problem: (reason) => observer.problem(`endpoint: ${reason}`),
      clientOf: (raw) => this.#clientOf.get(raw)!,
      admit: (request) => this.#admit(request),
      receive: (request) => this.#receive(request),
      readingSpeed: (client) => this.#intake.readingSpeed(client),
    });
  }

  get subscribers(): readonly Subscriber[] {
    return this.#listeners.subscribers;
  }

  get pending(): number {
    return this.#intake.pending;
  }

  open(clients: readonly number[]): Promise<void> {
    return this.#listeners.open(clients);
  }

  misbehave(how: Misbehaviour | null): void {
    this.#intake.misbehave(how);
    for (const session of this.#secure.sessions) {
      if (this.#intake.readingSpeed(session.client) === undefined) session.unthrottle();
    }
  }

  dropConnections(): void {
    for (const session of this.#secure.sessions) session.reset();
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    this.#intake.stop();
    const closed = this.#listeners.close();
    await Promise.all([this.#secure.close(), closed]);
  }

  #admit(request: ServedRequest): Fate {
    if (!this.#intake.isFaulty) return "take";
    return this.#intake.fateOf(request.client, indexOfId(request.header("webhook-id") ?? ""));
  }

  #receive(request: ServedRequest): void {
    const judged = this.#arrivals.judge(request.client, request, Math.floor(Date.now() / 1000));
    if (typeof judged !== "number") throw new Refusal(judged.status, judged.problem);
    request.index = judged;
    request.number = this.#intake.numberOf(judged, request.body, request.body.length);
    this.#intake.receive(request, request.fate);
  }
}
