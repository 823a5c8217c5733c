/**
 * What a transport is to the rest of the house: the facts that are asked of it, and its parts, each loaded when it is
 * needed. A service process loads no driver and no schema, and the help loads none of them: a card imports types only.
 */
import type { Flow, Guarantee, Topology } from "../flow.js";
import type { z } from "../schema.js";
import type { Alpn, Security } from "../tls/security.js";
import type { Endpoint } from "./endpoint.js";
import type { SelftestPart } from "./selftest-part.js";
import type { Driver, DriverOptions, Service, ServiceOptions, Subscriber } from "./transport.js";

type Settings = Readonly<Record<string, unknown>>;

export interface Card<Config, Message> {
  /** One of its messages or connections, as it is called in a sentence: "webhook", "WebSocket". */
  title: string;
  /** Several of them. */
  titles: string;
  description: string;
  /**
   * The approaches that a scenario can name without spelling them out, each with what differs from the default settings.
   * The first is the usual one.
   */
  approaches: Readonly<Record<string, Settings>>;
  /** Its usual approach takes part where a scenario names no approaches. */
  isComparedByDefault: boolean;
  /** Ratios divide by the approach whose transport has the greatest: see result/reference.ts. */
  referenceRank: number;
  /** Its protocol answers each event, so that senders see acknowledgements under at-most-once too. */
  alwaysAcknowledges: boolean;
  /** Clients receive at addresses of their own, of which the service must be told (Service.subscribe). */
  clientsListen: boolean;
  /** The schemes of a URL that mean this transport, where a service is given by its URL alone. */
  urlSchemes?: readonly string[];
  /** npm packages that carry its load: their versions belong to the machine's fingerprint. */
  packages: readonly string[];
  /** Flows that it has no part in, each with the reason, which is shown to whoever asks for them. */
  cannotPlay?: Partial<Record<Flow, string>>;
  /** Open files (sockets, listeners) that one client takes on either side, as a rule. */
  openFilesPerClient(flow: Flow, config: Config): { generator: number; service: number };
  severalProcesses: SeveralProcesses;
  /** What one sender may have under way towards one receiver. */
  window(config: Config, guarantee: Guarantee): Window;
  /**
   * After how long without an event one of the connections that carry events closes, because either side gives it up. Undefined, or
   * absent: they stay, or each event has its own.
   */
  idleSeconds?(config: Config): number | undefined;
  /** What is spoken over encrypted connections. Absent: HTTP/1.1, or what begins as HTTP/1.1. */
  alpn?(config: Config): Alpn;
  /** Absent: no other generator can play it. */
  crossCheck?: CrossCheck<Config, Message>;
  config(): Promise<z.ZodType<Config>>;
  startService(options: ServiceOptions<Config>): Promise<Service>;
  createDriver(options: DriverOptions<Config>): Promise<Driver<Message>>;
  selftest(): Promise<SelftestPart>;
  own(): Promise<OwnServices<Config>>;
}

/**
 * How its service runs in several processes. "shared": all accept at one port, and whoever is next gets the connection. "own": each
 * has a port, and a client always comes to the same process, which knows what it is owed. `busIn`: the flows in which an event must
 * reach recipients of other processes. `cannot` says why it runs in one process only, and the way out.
 */
export type SeveralProcesses = { ports: "shared" | "own"; busIn: readonly Flow[] } | { cannot: string };

/** How much may be under way at the same time: it makes approaches fast that have much of it, and is to be known beside their figures. */
export interface Window {
  /** At most; "one per event": each event has a connection of its own. */
  connections: number | "one per event";
  /** Events on each, not yet acknowledged; over HTTP/2, fewer where the peer's SETTINGS say so. Undefined: as many as are sent. */
  inFlightEach: number | undefined;
}

/** How it deals with services that are the user's own. */
export interface OwnServices<Config> {
  /** Settings that say how to speak to a service that knows nothing of pushbench. They are refused without `service`. */
  settings: readonly string[];
  sight(config: Config, flow: Flow, guarantee: Guarantee): Sight;
  /** The first real request: what it sends counts nowhere. Rejects with the reason why the service is not ready. */
  probe(options: ProbeOptions<Config>): Promise<void>;
  /** Tells the service where these clients receive. Absent where clients receive over connections that they open. */
  announce?(options: ProbeOptions<Config>, subscribers: readonly Subscriber[]): Promise<void>;
}

/**
 * How the deliveries of a service that reports none can be told. "acknowledgement": by what senders saw acknowledged, whose
 * latency contains the way back. "recipient": clients receive them. "socket": they were written, and the service has read
 * what came behind them; when is unknown, so there is no latency. `cannot` says why not, and the way out.
 */
export type Sight = { by: "acknowledgement" | "recipient" | "socket" } | { cannot: string };

/** Whom one of these requests goes to. */
export interface ProbeOptions<Config> {
  config: Config;
  topology: Topology;
  endpoint: Endpoint;
  tls?: Security;
  /** Of the run: keys and tokens derive from it. */
  secret: string;
  /** Aborted when the time is up. */
  signal: AbortSignal;
  /** What is sent, where the first request is an event: it has the number PROBE_INDEX (events/id.ts). */
  event?: Buffer;
}

/** How somebody else's generator (autocannon) plays the same events in a closed loop. */
export interface CrossCheck<Config, Message> {
  /** Whether it can under these settings. */
  isFor(config: Config): boolean;
  /** What takes a prepared message apart. */
  requestOf(): Promise<(message: Message) => HttpRequest>;
}

export interface HttpRequest {
  method: "POST";
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}
