/** The reference WebSocket service: brings together who is connected, what they send and what they are sent. */
import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { typeOfEnvelope } from "../../events/envelope.js";
import type { Intake } from "../delivery/receiving/intake.js";
import { longestValiditySeconds } from "../delivery/receiving/recent-ids.js";
import { type SentEvent, serviceIntake } from "../delivery/receiving/service-intake.js";
import { epochOf } from "../delivery/recovery.js";
import { Deliveries } from "../delivery/sending/deliveries.js";
import { Links } from "../delivery/sending/links.js";
import { LastingService, listening } from "../lasting-service.js";
import { SocketTally } from "../socket-tally.js";
import { startListening } from "../start-listening.js";
import type { Observer, Service, ServiceOptions, SocketCounters } from "../transport.js";
import type { Admitted } from "./admission.js";
import { ClientMessages } from "./client-messages.js";
import type { WebSocketConfig } from "./config.js";
import { MessageKey, TOLERANCE_SECONDS } from "./message-signature.js";
import { withSequence } from "./messages.js";
import { type ServedSocket, Session, type SessionOwner } from "./session.js";
import { createUpgradeServer } from "./upgrades.js";

/** Close codes from 4000 are the application's own. */
const REPLACED = 4001;
const REPLACED_WORD = "replaced";
const NORMAL_CLOSURES: readonly number[] = [1000, 1001, 1005];
/** What waits for a client may be events up to their limit, the one that went beyond it, and answers. */
const ANSWERS_BESIDE_EVENTS = 2;
/** An event as a text message. */
const eventWire = { encode: withSequence, typeOf: typeOfEnvelope };

/** Rejects with the error of listen, e.g. EADDRINUSE. */
export const startService = (options: ServiceOptions<WebSocketConfig>): Promise<Service> =>
  listening(new WebSocketService(options));

class WebSocketService extends LastingService implements SessionOwner {
  readonly #options: ServiceOptions<WebSocketConfig>;
  readonly #server: Server;
  readonly #sockets = new SocketTally();
  protected readonly links: Links<Session>;
  readonly mostBufferedBytes: number;
  readonly observer: Observer;
  readonly acknowledges: boolean;
  protected readonly intake: Intake<SentEvent>;
  protected readonly deliveries: Deliveries;
  readonly #messages: ClientMessages;
  readonly #epoch: string;
  #closed: Promise<void> | undefined;

  constructor(options: ServiceOptions<WebSocketConfig>) {
    super();
    const { config, topology, guarantee, observer, journal, secret, tls } = options;
    const { clients } = topology;
    this.#options = options;
    this.mostBufferedBytes = ANSWERS_BESIDE_EVENTS * config.slowConsumer.maxBufferedBytes + config.maxPayloadBytes;
    this.links = new Links(clients, config);
    this.observer = observer;
    this.acknowledges = guarantee === "at-least-once";
    this.deliveries = new Deliveries(options, this.links.byClient, eventWire);
    const maxAgeSeconds = TOLERANCE_SECONDS + (this.acknowledges ? config.sessionSeconds : 0);
    this.intake = serviceIntake({
      service: options,
      journal: this.acknowledges ? journal : undefined,
      keepsOrder: true,
      horizonSeconds: horizonSeconds(options, maxAgeSeconds),
      patienceSeconds: config.sessionSeconds,
      relay: (sender, index, body) => this.deliveries.publish(sender, index, body),
    });
    this.#messages = new ClientMessages({
      observer,
      takesEvents: topology.flow !== "broadcast",
      maxAgeSeconds,
      intake: this.intake,
      deliveries: this.deliveries,
    });
    this.#epoch = epochOf(options);
    const numbers = this.acknowledges && topology.flow !== "ingest";
    this.#server = createUpgradeServer({
      config,
      tls,
      tally: this.#sockets,
      clients,
      secret,
      headers: numbers ? [`Pushbench-Epoch: ${this.#epoch}`] : [],
      hasRoomFor: (client) => this.links.hasRoomFor(client),
      joined: (admitted, socket, stream) => this.#join(admitted, socket, stream),
      refused: (how) => observer.problem(`upgrade refused: ${how}`),
      handshakeFailed: (reason) => observer.problem(`service: ${reason}`),
    });
    this.#server.on("error", (error) => observer.problem(`the service cannot accept: ${error.message}`)); // e.g. EMFILE
  }

  async listen(): Promise<void> {
    const { journal, topology } = this.#options;
    this.restore(journal, topology);
    await startListening(this.#server, this.#options.port);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  counters(): SocketCounters {
    return this.#sockets.counters();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.stop();
    const closed = once(this.#server, "close");
    this.#server.close();
    await this.#sockets.destroyAll();
    await closed;
  }

  #join({ client, expiresAtSeconds, resume }: Admitted, socket: ServedSocket, stream: Socket): void {
    const { config, secret } = this.#options;
    const key = config.signature === "none" ? undefined : new MessageKey(secret, client);
    const session = new Session(socket, stream, { client, owner: this, key, expiresAtSeconds });
    const earlier = this.links.add(session);
    if (earlier !== undefined) this.#replace(earlier, session);
    this.intake.reconnected(client);
    this.deliveries.joined(session, resume, this.#epoch);
  }

  /** Says goodbye to the earlier connection, but waits for the answer of one such connection per client at most. */
  #replace(earlier: Session, by: Session): void {
    earlier.predecessor?.cut(REPLACED_WORD);
    earlier.predecessor = undefined;
    by.predecessor = earlier;
    earlier.close(REPLACED, REPLACED_WORD);
  }

  onMessage(session: Session, data: Buffer, isBinary: boolean): void {
    // Replaced or expired, and about to close: what its peer sends all the same counts no more.
    if (!this.links.isCurrent(session) || session.isCut || session.hasExpired) return;
    try {
      this.#messages.on(session, data, isBinary);
    } catch (error) {
      this.#options.observer.problem(`the handler failed: ${(error as Error).message}`);
    }
  }

  onClose(session: Session, code: number): void {
    const current = this.links.byClient[session.client];
    if (current?.predecessor === session) current.predecessor = undefined;
    if (this.#closed || !this.links.remove(session)) return;
    const normal = session.lossReason === undefined && NORMAL_CLOSURES.includes(code);
    const reason = session.lossReason ?? `closed by the client: ${code}`;
    if (!normal) this.#options.observer.problem(reason);
    this.deliveries.left(session.client, reason, normal);
  }
}

/**
 * How long ids are remembered. A client gives an event up when it has tried for a session, at the next tick; its last attempt may
 * be on its way. `maxAgeSeconds`: how old a signature may be; signed once, an event is sent as long as its client tries.
 */
function horizonSeconds({ config, guarantee }: ServiceOptions<WebSocketConfig>, maxAgeSeconds: number): number {
  const { sessionSeconds, ackTimeoutSeconds, signature } = config;
  const triedSeconds = guarantee === "at-least-once" ? sessionSeconds + 2 * ackTimeoutSeconds : 0;
  const validSeconds = signature === "none" ? 0 : longestValiditySeconds(TOLERANCE_SECONDS, maxAgeSeconds);
  return Math.max(triedSeconds, validSeconds);
}
