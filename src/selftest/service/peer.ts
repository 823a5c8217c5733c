/** How a known service talks to its clients: one implementation per transport, none of them the reference service's. */
import type { Subscriber } from "../../transports/transport.js";

/** Told of each event that came. Its sender is acknowledged when this returns. */
export type OnEvent = (sender: number, body: Buffer) => void;

export interface Peer {
  readonly port: number;
  subscribe(subscribers: readonly Subscriber[]): void;
  /** Passes an event on. What is passed on after this resolves arrives later. */
  pass(recipient: number, body: Buffer): Promise<void>;
  /** Over all connections so far, as this end of them counts. */
  bytes(): { received: number; sent: number };
  close(): void;
}

export type PeerKind = (onEvent: OnEvent, port: number) => Promise<Peer>;
