/** Opens an encrypted connection over a raw socket that is counted, and says how long each part of it took. */
import { connect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { monotonicNs } from "../clock.js";
import type { TlsClient } from "../tls/client.js";
import { tlsFailure } from "../tls/failure.js";
import type { Address } from "./endpoint.js";
import type { SocketTally } from "./socket-tally.js";
import type { Opening } from "./transport.js";

export interface ConnectOptions {
  address: Address;
  /** Undefined: as the system chooses. */
  localAddress: string | undefined;
  tls: TlsClient;
  /** Whose session of TLS is resumed. */
  client: number;
  tally: SocketTally;
}

interface Connecting {
  opened(socket: TLSSocket, opening: Opening): void;
  /** It never opened, or is no more. The first reason is the right one. */
  ended(reason: string, error: Error | undefined): void;
}

/** Returns the raw socket. */
export function connectSecurely(options: ConnectOptions, { opened, ended }: Connecting): Socket {
  const { address, localAddress, tls, client, tally } = options;
  const startNs = monotonicNs();
  let isOpen = false;
  // A peer that resets a connection at once may do so before it is seen to stand.
  const failed = (error: NodeJS.ErrnoException): void =>
    ended(tlsFailure(error, !isOpen) ?? error.code ?? error.message, error);
  const raw = connect({ ...address, ...(localAddress !== undefined && { localAddress }), noDelay: true });
  tally.track(raw);
  raw.on("error", failed).on("close", () => ended("connection closed", undefined));
  // Not before it is connected: where a name has several addresses, Node may change what lies below the socket.
  raw.once("connect", () => {
    const standsNs = monotonicNs();
    const socket = tls.secure(raw, client);
    socket.on("error", failed);
    socket.once("secureConnect", () => {
      if (socket.destroyed) return; // the peer chose another protocol
      isOpen = true;
      tally.secured(socket, "opened");
      opened(socket, { connectNs: standsNs - startNs, handshakeNs: monotonicNs() - standsNs });
    });
  });
  return raw;
}
