/** What went over the wire between clients and service, in bytes of the clients' sockets. TCP and IP headers are not in them. */

/** What each connection of an approach is like. */
export interface ConnectionFacts {
  /** What is spoken over it, as ALPN names it; over connections that are not encrypted, too. */
  protocol: "http/1.1" | "h2";
  /** How many one sender has to one receiver at most. */
  connections: number | "one per event";
  /** How many events it may carry at the same time that are not yet acknowledged. Absent: as many as are sent. */
  inFlightEach?: number;
  /** Absent where it is not encrypted. The kind of certificate is known of those that the run made. */
  tls?: { version: string; resumption: "on" | "off"; certificate?: string };
}

/** Over all measured slices of a round. */
export interface WireSample {
  toServiceBytes: number;
  fromServiceBytes: number;
  /** The event bodies within them: the bytes of each event times how often it was carried. */
  payloadBytes: number;
  /** Those of them that went to the service. Earlier results do not tell the directions apart. */
  payloadToServiceBytes?: number;
  /** How many connections either side opened before and during the measured slices. */
  connectionsOpenedBefore: number;
  connectionsOpenedDuring: number;
  /** How many connections that were to stay were found ended while measuring: reset, timed out or closed by the other side. */
  connectionsBroken?: number;
  /** The most connections that were opened within any 100 ms while measuring, as a rate per second. */
  peakConnectsPerSecond?: number;
  /** Earlier results do not say. */
  connection?: ConnectionFacts;
  /** Absent where nothing is encrypted. */
  tls?: TlsSample;
  /** By connections without traffic, before measuring. Absent where nothing is encrypted. */
  oneHandshake?: BySide<Partial<Record<HandshakeKind, OneHandshake>>>;
}

export type HandshakeKind = "full" | "resumed";

export const handshakeSides = ["byClients", "byService"] as const;

/** Either side opens connections: clients those to the service, and a service that sends webhooks those to its clients. */
export interface BySide<Value> {
  byClients?: Value;
  byService?: Value;
}

/** What was inside of the encrypted connections, and how many of them began. */
export interface TlsSample {
  plainToServiceBytes: number;
  plainFromServiceBytes: number;
  handshakes: Required<BySide<Record<HandshakeKind, number>>>;
}

/** What a handshake carries, from its first byte to the last ticket. The goodbye of a connection (close_notify) is not part of it. */
export interface OneHandshake {
  toServiceBytes: number;
  fromServiceBytes: number;
}
