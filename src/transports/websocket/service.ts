/** The reference WebSocket service: node:http for the upgrade, ws for the protocol. The one import of ws. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { parseEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { roomBounds, SERVICE } from "../../flow.js";
import { SocketTally } from "../socket-tally.js";
import type { Service, ServiceOptions, SocketCounters } from "../transport.js";
import { admit, refuseUpgrade } from "./admission.js";
import type { WebSocketConfig } from "./config.js";
import { startHeartbeat } from "./heartbeat.js";
import { encodeAck, encodeError, indexOfAck, isAck } from "./messages.js";

const BACKLOG = 4096;
/** Close codes from 4000 are the application's own. */
const REPLACED = 4001;
const NORMAL_CLOSURES: readonly number[] = [1000, 1001, 1005];

/** Compressed where deflate was negotiated; acks and errors never are: they are too small to gain. */
const EVENT_FRAME = { binary: false };
const SMALL_FRAME = { binary: false, compress: false };

/** One client's connection. */
interface Session {
  readonly client: number;
  readonly socket: WebSocket;
  /** Events delivered to this client and not acked yet; stays empty at most once. */
  readonly unacked: Set<number>;
  /** A pong came since the last ping. */
  alive: boolean;
  /** Why the connection was lost, when it is known before it closes. */
  lossReason: string | undefined;
}

/** Rejects with the error of listen, e.g. EADDRINUSE. */
export async function startService(options: ServiceOptions<WebSocketConfig>): Promise<Service> {
  const server = createServer({ noDelay: true });
  server.listen({ host: "127.0.0.1", port: options.port, backlog: BACKLOG });
  await once(server, "listening");
  return new WebSocketService(server, options);
}

class WebSocketService implements Service {
  readonly port: number;
  readonly #options: ServiceOptions<WebSocketConfig>;
  readonly #acknowledged: boolean;
  readonly #server: Server;
  readonly #websockets: WebSocketServer;
  readonly #sockets = new SocketTally();
  readonly #stopHeartbeat: () => void;
  /** By client number. */
  readonly #sessions: (Session | undefined)[];
  #closed: Promise<void> | undefined;

  constructor(server: Server, options: ServiceOptions<WebSocketConfig>) {
    const { config, topology } = options;
    this.port = (server.address() as AddressInfo).port;
    this.#options = options;
    this.#acknowledged = options.guarantee === "at-least-once";
    this.#sessions = new Array(topology.clients).fill(undefined);
    this.#websockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: config.maxPayloadBytes,
      // Threshold 0: ws leaves messages below 1 KiB as they are, which is most events; then `deflate` would measure nothing.
      perMessageDeflate: config.deflate && {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        threshold: 0,
      },
    });
    this.#server = server;
    server.on("connection", (socket) => this.#sockets.track(socket));
    server.on("error", (error) => options.observer.problem(`the service cannot accept: ${error.message}`)); // e.g. EMFILE
    server.on("upgrade", (request, socket, head) => this.#onUpgrade(request, socket, head));
    server.on("request", (_request, response) => response.writeHead(426, { Upgrade: "websocket" }).end());
    this.#stopHeartbeat = startHeartbeat(config.heartbeatSeconds * 1000, topology.clients, (client) =>
      this.#beat(client),
    );
  }

  /** WebSocket subscribers are the connected clients: nobody needs to be told of them. */
  subscribe(): void {}

  publish(index: number, body: Buffer): void {
    for (let client = 0; client < this.#sessions.length; client++) this.#deliver(client, index, body);
  }

  pending(): number {
    let pending = 0;
    for (const session of this.#sessions) {
      if (session) pending += session.unacked.size + (session.socket.bufferedAmount > 0 ? 1 : 0);
    }
    return pending;
  }

  counters(): SocketCounters {
    return this.#sockets.counters();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#stopHeartbeat();
    const closed = once(this.#server, "close");
    this.#server.close();
    await this.#sockets.destroyAll();
    await closed;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { config, topology, secret, observer } = this.#options;
    const admission = admit(request, { clients: topology.clients, secret, origins: config.origins });
    if ("client" in admission) {
      this.#websockets.handleUpgrade(request, socket, head, (websocket) => this.#join(admission.client, websocket));
      return;
    }
    observer.problem(`upgrade refused: ${admission.status}`);
    refuseUpgrade(socket, admission.status, admission.reason);
  }

  #join(client: number, socket: WebSocket): void {
    const session: Session = { client, socket, unacked: new Set(), alive: true, lossReason: undefined };
    const earlier = this.#sessions[client];
    this.#sessions[client] = session;
    if (earlier) {
      this.#settle(earlier, "replaced by a later connection of the same client");
      earlier.socket.close(REPLACED, "replaced");
    }
    socket.on("message", (data, isBinary) => this.#onMessage(session, data as Buffer, isBinary));
    socket.on("pong", () => {
      session.alive = true;
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      session.lossReason = `connection lost: ${error.code ?? error.message}`;
    });
    socket.on("close", (code) => this.#onClose(session, code));
  }

  #onMessage(session: Session, data: Buffer, isBinary: boolean): void {
    if (this.#sessions[session.client] !== session) return; // replaced, and about to close
    if (isAck(data) && !isBinary) this.#onAck(session, data);
    else this.#onEvent(session, data, isBinary);
  }

  #onAck(session: Session, data: Buffer): void {
    const { observer } = this.#options;
    const index = indexOfAck(data);
    if (session.unacked.delete(index)) observer.acked(session.client, index);
    else observer.problem("ack of an event that waits for none");
  }

  #onEvent(session: Session, data: Buffer, isBinary: boolean): void {
    const { topology, observer } = this.#options;
    let index: number;
    try {
      if (isBinary) throw new Error("events are text messages");
      if (topology.flow === "broadcast") throw new Error("this service takes no events");
      const { id } = parseEnvelope(data.toString());
      index = indexOfId(id);
      if (index < 0) throw new Error("the id is not evt_ and ten digits");
    } catch (error) {
      session.socket.send(encodeError((error as Error).message), SMALL_FRAME);
      observer.problem("message that is not an event");
      return;
    }
    if (topology.flow === "ingest") observer.delivered(SERVICE, index);
    if (this.#acknowledged) session.socket.send(encodeAck(index), SMALL_FRAME);
    if (topology.flow === "ingest") return;
    const { from, to } = roomBounds(topology, session.client);
    for (let client = from; client < to; client++) if (client !== session.client) this.#deliver(client, index, data);
  }

  /** `body` goes out as it is: one buffer for all recipients. */
  #deliver(client: number, index: number, body: Buffer): void {
    const { observer } = this.#options;
    const session = this.#sessions[client];
    if (session?.socket.readyState !== WebSocket.OPEN) {
      observer.refused(client, index, "not connected");
      return;
    }
    observer.sent(client, index); // before the write: the recipient may have the event before it returns
    session.socket.send(body, EVENT_FRAME);
    if (this.#acknowledged) session.unacked.add(index);
  }

  #beat(client: number): void {
    const session = this.#sessions[client];
    if (session?.socket.readyState !== WebSocket.OPEN) return;
    if (!session.alive) {
      session.lossReason = "connection lost: no answer to the heartbeat";
      session.socket.terminate();
      return;
    }
    session.alive = false;
    session.socket.ping();
  }

  #onClose(session: Session, code: number): void {
    if (this.#closed || this.#sessions[session.client] !== session) return;
    this.#sessions[session.client] = undefined;
    const normal = session.lossReason === undefined && NORMAL_CLOSURES.includes(code);
    const reason = session.lossReason ?? `closed by the client: ${code}`;
    if (!normal) this.#options.observer.problem(reason);
    this.#settle(session, reason);
  }

  #settle(session: Session, reason: string): void {
    for (const index of session.unacked) this.#options.observer.refused(session.client, index, reason);
    session.unacked.clear();
  }
}
