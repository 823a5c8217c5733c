/** The listeners' side of TLS. */
import type { Server, Socket } from "node:net";
import type { TLSSocket, TlsOptions } from "node:tls";
import { versionOf } from "./client.js";
import { noteRaw } from "./raw-socket.js";
import type { Alpn, Security } from "./security.js";

/**
 * How many connections of a server may be in their handshake at once. Each holds some 20 KB: whoever opens connections and says
 * nothing gets that much and no more.
 */
const MOST_SHAKING = 10_000;

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
export function watchSecure(
  server: Server,
  { raw, secure, failed }: SecureListeners,
  { mostShaking = MOST_SHAKING } = {},
): void {
  /** By the addresses of both ends, which no two open connections share. */
  const shaking = new Map<string, { below: Socket; forget(): void }>();
  /** Whoever wants to be served is done with the handshake before its turn comes. */
  const dropOldest = (): void => {
    const [ends, { below }] = shaking.entries().next().value!;
    shaking.delete(ends);
    below.destroy(tooMany());
  };
  server.on("connection", (socket: Socket) => {
    const ends = endsOf(socket);
    const forget = (): void => {
      if (shaking.get(ends)?.below === socket) shaking.delete(ends);
    };
    shaking.set(ends, { below: socket, forget });
    socket.on("close", forget);
    raw(socket);
    if (shaking.size > mostShaking) dropOldest();
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    const ends = endsOf(socket);
    const shaken = shaking.get(ends);
    if (shaken === undefined) {
      socket.destroy(); // its peer has gone already, and its address with it
      return;
    }
    const { below, forget } = shaken;
    shaking.delete(ends);
    below.off("close", forget); // an idle connection need not hold what only its handshake needed
    noteRaw(socket, below);
    secure(socket);
    socket.on("error", destroyed); // Node leaves it open when what came cannot be decrypted, and nobody can be told
  });
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    socket.destroy();
    failed(error);
  });
}

function destroyed(this: Socket): void {
  this.destroy();
}

const tooMany = (): Error =>
  Object.assign(new Error("too many handshakes at once"), { code: "ERR_TLS_TOO_MANY_HANDSHAKES" });

const endsOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
