/** What the self-test needs of a transport: a service made without any of its code, and what is known of the bytes between. */
import type { Socket } from "node:net";
import type { Subscriber } from "./transport.js";

export interface SelftestPart {
  startPeer: StartPeer;
  /** Settings under which clients speak as the peer understands it. */
  settings: Readonly<Record<string, unknown>>;
  /** Further ones, under which the events of a sender come in their order. */
  inOrder: Readonly<Record<string, unknown>>;
  /** With these a sender holds an event back until the one before it is answered: its service time hides a frozen service. */
  holdsBack: boolean;
  /** What the clients' sockets must have carried, and how that is known. */
  bytes(known: KnownTraffic): { against: string; toService: number; fromService: number };
}

export interface KnownTraffic {
  /** Sent by clients, each acknowledged. */
  events: number;
  /** To clients, each acknowledged. */
  passedOn: number;
  bodyBytes: number;
  /** As the peer's own sockets count. */
  bytesReceived: number;
  bytesSent: number;
}

/** Told of each event that came. Its sender is acknowledged when this returns. */
export type OnEvent = (sender: number, body: Buffer) => void;

/** How a known service talks to its clients. */
export interface Peer {
  readonly port: number;
  subscribe(subscribers: readonly Subscriber[]): void;
  /** Passes an event on. What is passed on after this resolves arrives later. */
  pass(recipient: number, body: Buffer): Promise<void>;
  /** Over all connections so far, as this end of them counts. */
  bytes(): { received: number; sent: number };
  close(): void;
}

/** `port` 0: any free one. */
export type StartPeer = (onEvent: OnEvent, port: number) => Promise<Peer>;

/** What these sockets have carried since they were opened; closed ones keep their counts. */
export function countBytes(sockets: Iterable<Socket>): { received: number; sent: number } {
  const sum = { received: 0, sent: 0 };
  for (const socket of sockets) {
    sum.received += socket.bytesRead;
    sum.sent += socket.bytesWritten;
  }
  return sum;
}
