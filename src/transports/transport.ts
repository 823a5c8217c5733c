/**
 * What a transport does: a reference service and the clients' side of it. Transports know nothing of measurement: they
 * call an observer the moment something happens, and whoever wired them up stamps and records it. What is to be known of
 * a transport stands on its card (card.ts).
 */
import type { Guarantee, Topology } from "../flow.js";
import type { Security } from "../tls/security.js";
import type { Endpoint } from "./endpoint.js";

/**
 * Told what happens, at the moment it happens. `index` is the event's number (see events/id.ts), `client` a client's number.
 */
export interface Observer {
  /** The bytes of the event were handed to a socket: by its sender (`client`), or by the service for a recipient (`client`). */
  sent(client: number, index: number): void;
  /** The recipient has the whole, verified event: `client`, or SERVICE when it ends in the service. */
  delivered(client: number, index: number): void;
  /** The sender has the acknowledgement. `client` as in `sent`. */
  acked(client: number, index: number): void;
  /** A further attempt at what was `sent` was handed to a socket. */
  retried(client: number, index: number): void;
  /** The recipient (`client`, or SERVICE) got an event that it had already, knew it by its id and dropped it. */
  suppressed(client: number, index: number): void;
  /** Given up for good: answered with an error, timed out, its connection broke, and no attempt is left. */
  refused(client: number, index: number, reason: string): void;
  /** A connection of, or to, that client was opened; told by the side that opens them. `opening`: where that side can see it. */
  connected(client: number, opening?: Opening): void;
  /**
   * The same side found such a connection ended that was to stay, e.g. reset, or gave it up because nothing came over it in
   * time. Not told of connections closed on purpose.
   */
  disconnected(client: number): void;
  /** Something that belongs to no event: an unexpected close, bytes that cannot be parsed. Counted by reason. */
  problem(reason: string): void;
}

/** How long it took to open a connection. */
export interface Opening {
  /** From the first call to the system until the TCP connection stood. */
  connectNs: number;
  /** From there until both sides were done with the handshake of TLS, and the peer was verified. Absent: no TLS. */
  handshakeNs?: number;
  /** From there until the service had accepted the client: its answer to the request with which a lasting connection begins. */
  answerNs?: number;
  /** The event that waited for it. Absent: none did. */
  index?: number;
}

/** From the sockets' own counters, over every connection that was ever open. TCP and IP headers are not in them. */
export interface SocketCounters {
  bytesRead: number;
  bytesWritten: number;
  connectionsOpened: number;
  connectionsOpen: number;
  /** Absent while no connection is encrypted. */
  tls?: TlsCounters;
}

/** What a driver counts of its clients. */
export interface ClientCounters extends SocketCounters {
  /** How many heartbeats of the service they had. Absent: its transport has none. */
  heartbeats?: number;
}

/** What the encrypted ones among them carried inside, and how they began. */
export interface TlsCounters {
  /** As it was before it was encrypted, and after it was decrypted. */
  plainBytesRead: number;
  plainBytesWritten: number;
  /** Of connections that this side opened, and of those that it accepted. */
  opened: Handshakes;
  accepted: Handshakes;
}

export interface Handshakes {
  full: number;
  resumed: number;
}

/**
 * How a recipient treats events while a fault lasts. Shares are 0…1; which events they hit is drawn from the event's
 * number and attempt (see misbehaviour.ts), so it is the same for every approach.
 */
export interface Misbehaviour {
  /** Answered with an error and not taken: by this HTTP status, or by an error frame that asks to send it again. */
  refuse?: { share: number; status: 429 | 500 | 503; retryAfterSeconds?: number };
  /** The handler takes that much longer before it has taken an event. */
  delayMs?: number;
  /** The connection is reset when half of the event was read, or as near to that as the library allows. */
  reset?: { share: number };
  /** Only clients: this share of them reads no faster than that. */
  slowReading?: { share: number; bytesPerSecond: number };
}

/** A delivery, or an event on its way to the service (`client` is then its sender). */
export type Outstanding = readonly [client: number, index: number];

/**
 * What a service writes down before it acknowledges, so that its successor after a crash knows it (at-least-once only).
 * Each record is with the operating system when the call returns: a killed process loses none.
 */
export interface Journal {
  /** What earlier processes of this service wrote, oldest first. To be read before listening. */
  entries(): Iterable<JournalEntry>;
  /** An event was taken from its sender. */
  accepted(client: number, index: number, body: Buffer): void;
  /** A recipient has acknowledged it, or it was given up for that recipient. */
  settled(client: number, index: number): void;
}

export type JournalEntry =
  | { kind: "accepted"; client: number; index: number; body: Buffer }
  | { kind: "settled"; client: number; index: number };

export interface TransportOptions<Config> {
  config: Config;
  topology: Topology;
  guarantee: Guarantee;
  /** Random per run; signing secrets and tokens of all clients derive from it (see events/secret.ts). */
  secret: string;
  observer: Observer;
  /** How connections are encrypted, in both directions. Absent: they are not. */
  tls?: Security;
}

/** Where a client that listens for events is to be reached: its own origin, e.g. http://127.0.0.7:41234. */
export interface Subscriber {
  client: number;
  url: string;
}

/** The process under test. Listens on the loopback (loopback.ts). */
export interface Service {
  readonly port: number;
  /** Tells it where clients listen, before the first event; a service to which clients connect ignores it. */
  subscribe(subscribers: readonly Subscriber[]): void | Promise<void>;
  /** `broadcast`: hands one event to every client. */
  publish(index: number, body: Buffer): void;
  /** Deliveries that the service still owes an answer or waits to be acknowledged. 0: all is settled. */
  pending(): number;
  /** Deliveries that it still tries, or holds for a client that is away. */
  outstanding(): Iterable<Outstanding>;
  /** Until called again; null: as it should. */
  misbehave(how: Misbehaviour | null): void;
  counters(): SocketCounters;
  close(): Promise<void>;
}

/**
 * The clients' side of a transport: many clients in one process, lean. A message is what `prepare` makes of an event and
 * `send` takes: what it holds is known to the driver alone.
 */
export interface Driver<Message = unknown> {
  /**
   * Opens what the flow needs, connections and endpoints, for these of its clients; by default for all. Each client is
   * opened once. Rejects with the first client's error.
   */
  open(clients?: readonly number[]): Promise<void>;
  /** Where the clients that were opened listen; empty where they do not. */
  subscribers(): readonly Subscriber[];
  /** Does all the work on an event that can be done before it is due. */
  prepare(client: number, index: number, body: Buffer): Message;
  /** Sends a prepared event of a client; never blocks, queues if it must. */
  send(client: number, index: number, message: Message): void;
  /** Sent events that are not yet acked or refused, queued ones included. */
  pending(): number;
  outstanding(): Iterable<Outstanding>;
  /** How its clients treat what they receive, until called again; null: as they should. */
  misbehave(how: Misbehaviour | null): void;
  /** Resets every connection of its clients at once, without goodbye. */
  dropConnections(): void;
  counters(): ClientCounters;
  close(): Promise<void>;
}

export interface DriverOptions<Config> extends TransportOptions<Config> {
  /** The service to talk to. */
  endpoint: Endpoint;
  /** The clients that this process plays (a segment of all of them). */
  clients: readonly number[];
  /** Whether what came under that number is the event that was sent. Absent: whatever is a whole event is. */
  isGenuine?: (index: number, received: Buffer) => boolean;
  /** The envelope that was sent under that number, for those who look for it in a message of the service's own. Comes with `isGenuine`. */
  sentEvent?: (index: number) => Buffer;
  /** The client that sends the event of that number; undefined: none does. Comes with `isGenuine`. */
  senderOf?: (index: number) => number | undefined;
}

export interface ServiceOptions<Config> extends TransportOptions<Config> {
  /** 0: any free port. */
  port: number;
  /** Absent: a restart forgets everything. */
  journal?: Journal;
  /** Absent: the service is this process alone. */
  member?: Member;
}

/** Which of a service's processes this one is. */
export interface Member {
  /** From 0. Of the clients that are spread over the processes, it has those whose number divided by `of` leaves this rest. */
  number: number;
  of: number;
  /** Absent where no event need reach another process. */
  bus?: Bus;
}

/** What takes events to a service's other processes. */
export interface Bus {
  /** To every other process. Whatever goes wrong is told to the observer. */
  publish(sender: number, index: number, body: Buffer): void;
  /** To be called once: with every event that another process published. */
  listen(take: (sender: number, index: number, body: Buffer) => void): void;
  /** Events that the bus has not confirmed. */
  readonly pending: number;
}
