/** How a WebSocket begins: node:http until the upgrade, ws from there. */
import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ServerOptions, WebSocketServer } from "ws";
import type { Security } from "../../tls/security.js";
import { createHttpServer } from "../http1/http-server.js";
import type { SocketTally } from "../socket-tally.js";
import { type Admitted, admit, type Refused, refuseUpgrade } from "./admission.js";
import type { WebSocketConfig } from "./config.js";
import { ServedSocket } from "./session.js";
import { UpgradeDeadline } from "./upgrade-deadline.js";

/** How long a peer may take to answer a close frame before it is cut off. */
const CLOSE_TIMEOUT_MS = 5000;
/** One that is in use, and one that is closing or was not found dead yet. */
const CONNECTIONS_PER_CLIENT = 2;
/** Connections beyond these that have not become WebSockets yet; further ones are closed at once. */
const MOST_UPGRADING = 1024;

/** Its types do not know all options of ws. */
type ProtocolOptions = ServerOptions<typeof ServedSocket> & { closeTimeout: number };

export interface UpgradeOptions {
  config: WebSocketConfig;
  tls: Security | undefined;
  /** Counts connections, those that are no WebSockets too. */
  tally: SocketTally;
  /** Clients are numbered from 0 to one below this. */
  clients: number;
  secret: string;
  /** For the answer to every upgrade. */
  headers: readonly string[];
  hasRoomFor(client: number): boolean;
  joined(admitted: Admitted, socket: ServedSocket, stream: Socket): void;
  /** A status, or why there was no answer at all. */
  refused(how: number | string): void;
  /** A connection ended inside the handshake of TLS. */
  handshakeFailed(reason: string): void;
}

/** A server that does not listen yet. */
export function createUpgradeServer(options: UpgradeOptions): Server {
  const { config, tls, clients, secret, hasRoomFor } = options;
  const upgradeMs = config.upgradeSeconds * 1000;
  // UpgradeDeadline is the limit.
  const noLimits = { headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: upgradeMs };
  const server = createHttpServer({
    http: { noDelay: true, ...noLimits },
    tls,
    tally: options.tally,
    onRequest: (_request, response) => response.writeHead(426, { Upgrade: "websocket" }).end(),
    onConnection: (socket) => deadline.opened(socket),
    onHandshakeFailed: options.handshakeFailed,
  });
  const protocol: ProtocolOptions = {
    noServer: true,
    clientTracking: false,
    autoPong: false, // a session answers
    WebSocket: ServedSocket,
    maxPayload: config.maxPayloadBytes,
    closeTimeout: CLOSE_TIMEOUT_MS,
    // Threshold 0: ws leaves messages below 1 KiB as they are, which is most events; then `deflate` would measure nothing.
    perMessageDeflate: config.deflate && {
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      threshold: 0,
    },
  };
  const websockets = new WebSocketServer(protocol);
  const refuse = (socket: Duplex, refused: Refused): void => {
    options.refused(refused.status);
    refuseUpgrade(socket, refused);
  };
  websockets.on("headers", (headers) => headers.push(...options.headers));
  websockets.on("wsClientError", (error, socket) => refuse(socket, { status: 400, reason: error.message }));
  const deadline = new UpgradeDeadline(server, upgradeMs, (socket) =>
    refuse(socket, { status: 408, reason: "not a WebSocket in time" }),
  );
  server.maxConnections = CONNECTIONS_PER_CLIENT * config.maxConnections + MOST_UPGRADING;
  server.on("drop", () => options.refused("too many connections"));
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const admission = admit(request, {
      clients,
      secret,
      origins: config.origins,
      tokensExpire: config.tokenSeconds !== undefined,
      nowSeconds: Date.now() / 1000,
      hasRoomFor,
    });
    if ("status" in admission) refuse(socket, admission);
    else {
      deadline.met(socket);
      websockets.handleUpgrade(request, socket, head, (served) => options.joined(admission, served, socket));
    }
  });
  return server;
}
