/** The listeners' side of TLS. */
import type { Server, Socket } from "node:net";
import type { TLSSocket, TlsOptions } from "node:tls";
import { versionOf } from "./client.js";
import { noteRaw } from "./raw-socket.js";
import type { Alpn, Security } from "./security.js";

/** For any of Node's servers over TLS. A client that offers no such protocol is refused by the handshake. */
export function listenerOptions(security: Security, alpn: Alpn): TlsOptions {
  const { identity, handshakeSeconds } = security;
  if (identity === undefined) throw new Error("a listener needs a certificate");
  return {
    ...versionOf(security),
    cert: identity.chain,
    key: identity.key,
    ALPNProtocols: [alpn],
    handshakeTimeout: Math.ceil(handshakeSeconds * 1000),
  };
}

export interface SecureListeners {
  /** Before a byte was read: to count it. */
  raw(socket: Socket): void;
  /** When its handshake is done. */
  secure(socket: TLSSocket): void;
  /** Its handshake failed, or took too long; the socket is destroyed. */
  failed(error: NodeJS.ErrnoException): void;
}

/** Listens to the connections of a server over TLS, of which Node shows the raw one first and the encrypted one after it. */
export function watchSecure(server: Server, { raw, secure, failed }: SecureListeners): void {
  /** By the address of the peer, which no two open connections of a server share. */
  const shaking = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket);
    shaking.set(peer, socket);
    socket.once("close", () => {
      if (shaking.get(peer) === socket) shaking.delete(peer);
    });
    raw(socket);
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    const peer = peerOf(socket);
    const below = shaking.get(peer);
    if (below !== undefined) noteRaw(socket, below);
    shaking.delete(peer);
    secure(socket);
  });
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    socket.destroy();
    failed(error);
  });
}

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
