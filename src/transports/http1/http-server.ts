/** A server of HTTP/1.1 over TCP alone, or over TLS. Its sockets are counted, and shown when requests can come over them. */
import { createServer, type RequestListener, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Server, Socket } from "node:net";
import { tlsFailure } from "../../tls/failure.js";
import type { Security } from "../../tls/security.js";
import { listenerOptions, watchSecure } from "../../tls/server.js";
import type { SocketTally } from "../socket-tally.js";

export interface HttpServerOptions {
  http: ServerOptions;
  /** Absent: over TCP alone. */
  tls: Security | undefined;
  tally: SocketTally;
  onRequest: RequestListener;
  /** Requests have the same socket. */
  onConnection(socket: Socket): void;
  /** A connection ended inside the handshake. */
  onHandshakeFailed(reason: string): void;
}

export function createHttpServer({ http, tls, tally, ...handlers }: HttpServerOptions): Server {
  const { onRequest, onConnection, onHandshakeFailed } = handlers;
  if (tls === undefined) {
    return createServer(http, onRequest).on("connection", (socket: Socket) => {
      tally.track(socket);
      onConnection(socket);
    });
  }
  const server = createSecureServer({ ...http, ...listenerOptions(tls, "http/1.1") }, onRequest);
  watchSecure(server, {
    raw: (socket) => tally.track(socket),
    secure(socket) {
      tally.secured(socket, "accepted");
      onConnection(socket);
    },
    failed: (error) => onHandshakeFailed(tlsFailure(error, true) ?? error.message),
  });
  return server;
}
