/** A server of node:http or of node:https: what it accepts is counted below TLS, and shown when HTTP can be spoken over it. */
import { createServer, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Server, Socket } from "node:net";
import { tlsFailure } from "../../tls/failure.js";
import type { Security } from "../../tls/security.js";
import { listenerOptions, watchSecure } from "../../tls/server.js";
import type { SocketTally } from "../socket-tally.js";

export interface HttpConnections {
  /** Counts them. */
  tally: SocketTally;
  /** HTTP can be spoken from now on: after the handshake, where there is TLS. */
  opened(socket: Socket): void;
  /** A handshake failed, for a reason in words; its connection is closed. */
  failed(reason: string): void;
}

/** A server that does not listen yet. The sockets of its requests and upgrades are the encrypted ones, where there is TLS. */
export function createHttpServer(
  options: ServerOptions,
  tls: Security | undefined,
  { tally, opened, failed }: HttpConnections,
): Server {
  if (tls === undefined)
    return createServer(options).on("connection", (socket: Socket) => {
      tally.track(socket);
      opened(socket);
    });
  const server = createSecureServer({ ...options, ...listenerOptions(tls, "http/1.1") });
  watchSecure(server, {
    raw: (socket) => tally.track(socket),
    secure(socket) {
      tally.secured(socket, "accepted");
      opened(socket);
    },
    failed: (error) => failed(tlsFailure(error, true) ?? `TLS: ${error.code ?? error.message}`),
  });
  return server;
}
