/**
 * The webhook receiver under test, as a careful Node service has it: node:http, the signature checked on the raw bytes
 * before anything is parsed, limits on size and time, what it knows dropped, an answer at once and the work behind it.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Server, Socket } from "node:net";
import { indexOfId } from "../../events/id.js";
import { tlsFailure } from "../../tls/failure.js";
import { resetConnection } from "../../tls/raw-socket.js";
import type { Security } from "../../tls/security.js";
import type { Refusal as EventRefusal } from "../delivery/receiving/handling.js";
import type { Intake, Peer } from "../delivery/receiving/intake.js";
import type { Fate } from "../delivery/receiving/lasting-faults.js";
import type { SentEvent } from "../delivery/receiving/service-intake.js";
import { GrowingBuffer } from "../growing-buffer.js";
import { createHttpServer } from "../http1/http-server.js";
import { ServedConnection } from "../http1/served-connection.js";
import { SlowSenders, tickMsOf } from "../http1/slow-senders.js";
import { SocketTally } from "../socket-tally.js";
import { startListening } from "../start-listening.js";
import type { Observer, SocketCounters } from "../transport.js";
import { type AdmissionRules, admitEvent, admitHead, REPLAYED, Refusal, tooLarge } from "./admission.js";

const NO_BODY = Buffer.alloc(0);
/** Node's code. */
const SLOW_HEAD = "ERR_HTTP_REQUEST_TIMEOUT";

export interface ReceiverOptions extends AdmissionRules {
  observer: Observer;
  /** Takes verified events. */
  intake: Intake<SentEvent>;
  /** What an event that was taken is answered with: 204 done, 202 passed on. */
  takenStatus: 202 | 204;
  /** Answers requests that are not events; false: it is none of its own. */
  route?(request: IncomingMessage, response: ServerResponse): boolean;
  /** Absent: connections are not encrypted. */
  tls?: Security | undefined;
}

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #server: Server;
  readonly #tally = new SocketTally();
  readonly #slow: SlowSenders;
  readonly #connections = new WeakMap<Socket, ServedConnection>();
  #isClosing = false;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    const { config, tls, observer } = options;
    const [headMs, bodyMs] = [config.headSeconds * 1000, config.bodySeconds * 1000];
    const keepAliveMs = Math.ceil(config.keepAliveSeconds * 1000);
    this.#slow = new SlowSenders({ headMs, bodyMs, silentMs: keepAliveMs });
    const cutOff = (socket: Socket, slow: string): void => this.#end(socket, 408, slow);
    this.#server = createHttpServer({
      http: {
        keepAliveTimeout: keepAliveMs,
        headersTimeout: Math.ceil(headMs),
        requestTimeout: 0,
        connectionsCheckingInterval: tickMsOf(headMs, bodyMs),
      },
      tls,
      tally: this.#tally,
      onRequest: (request, response) => this.#receive(request, response),
      onConnection: (socket) => {
        const connection = new ServedConnection(socket, cutOff);
        this.#connections.set(socket, connection);
        this.#slow.watch(socket, connection);
      },
      onHandshakeFailed: (reason) => this.#isClosing || observer.problem(`receiver: ${reason}`),
    });
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => this.#malformed(error, socket));
  }

  /** Resolves with the port; rejects with the system's error (EADDRINUSE, …). */
  listen(port: number): Promise<number> {
    return startListening(this.#server, port);
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#slow.close();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([this.#tally.destroyAll(), closed]);
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    if (socket.writableEnded) return; // it was told that this is the end, and came too late
    const connection = this.#connections.get(socket);
    if (connection === undefined) return; // its peer had gone when its handshake was done
    connection.bodyBegins();
    if (this.#options.route?.(request, response)) {
      request.on("end", () => connection.bodyEnds()).resume();
      return;
    }
    let client: number;
    try {
      client = admitHead(this.#options, request);
    } catch (error) {
      this.#refuse(response, error);
      dropBody(request, connection);
      return;
    }
    const fate = this.#fate(client, request);
    if (fate === "reset") {
      resetHalfway(request);
      return;
    }
    const { maxBodyBytes } = this.#options.config;
    let first: Buffer | undefined;
    let all: GrowingBuffer | undefined;
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) {
        if (first === undefined) {
          first = chunk; // most bodies come in one piece, which is not copied
          return;
        }
        if (all === undefined) {
          all = new GrowingBuffer(Number(request.headers["content-length"] ?? 0));
          all.append(first);
        }
        all.append(chunk);
      } else if (!response.headersSent) {
        this.#refuse(response, tooLarge());
        connection.ending();
      }
    });
    request.on("end", () => {
      if (socket.writableEnded) return; // cut off before
      connection.bodyEnds();
      if (response.headersSent) return;
      this.#finish(request, response, client, all?.bytes ?? first ?? NO_BODY, fate);
    });
    request.on("error", () => {
      if (!socket.writableEnded) this.#options.observer.problem("receiver: connection closed inside a request");
    });
  }

  #fate(client: number, { headers }: IncomingMessage): Fate {
    const { intake } = this.#options;
    if (!intake.isFaulty) return "take";
    return intake.fateOf(client, indexOfId(headers["webhook-id"]?.toString() ?? ""));
  }

  #finish(request: IncomingMessage, response: ServerResponse, client: number, body: Buffer, fate: Fate): void {
    try {
      const index = admitEvent(this.#options, client, request.headers, body);
      this.#options.intake.receive(new Exchange(this.#options, response, client, index, body), fate);
    } catch (error) {
      this.#refuse(response, error);
    }
  }

  #refuse(response: ServerResponse, error: unknown): void {
    refuse(this.#options.observer, response, error);
  }

  /** Bytes that are not HTTP, or a head that takes too long. Node has no response object for these. */
  #malformed(error: NodeJS.ErrnoException, socket: Socket): void {
    if (!this.#connections.has(socket)) return; // still in its handshake: no affair of HTTP
    if (error.code === SLOW_HEAD) {
      // A connection that was opened ahead of need is not slow with its head.
      if (socket.writable && !this.#connections.get(socket)?.isSilent) this.#end(socket, 408, "slow head");
      return;
    }
    const ofTls = tlsFailure(error, false);
    if (ofTls !== undefined) {
      this.#options.observer.problem(`receiver: ${ofTls}`);
      socket.destroy(); // nothing that is said on it any more arrives
      return;
    }
    // A sender that went away: if it did so inside a request, the request says so.
    if (error.code === "ECONNRESET" || error.code === "HPE_INVALID_EOF_STATE") socket.destroy();
    // In the next turn: a good request that came just before it is answered first.
    else setImmediate(() => socket.writable && this.#end(socket, statusOf(error), error.code ?? error.message));
  }

  /** Answers and hangs up, but goes on reading for a while: closing under a sender would reset the answer away. */
  #end(socket: Socket, status: number, problem: string): void {
    this.#options.observer.problem(`receiver: ${problem}`);
    this.#connections.get(socket)?.ending();
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

/** Reads the body of a refused request to its end: closing under a sender would reset the answer away. */
function dropBody(request: IncomingMessage, connection: ServedConnection): void {
  connection.ending();
  request.on("end", () => connection.bodyEnds()).resume();
}

function statusOf({ code }: NodeJS.ErrnoException): number {
  return code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
}

export function refuse(observer: Observer, response: ServerResponse, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal(500, `failed: ${String(error)}`);
  response.writeHead(refusal.status, { ...refusal.headers, "Content-Length": 0 }).end();
  observer.problem(`receiver: ${refusal.message}`);
}

/** A verified event and the answer that its sender waits for. */
class Exchange implements SentEvent, Peer {
  readonly client: number;
  readonly index: number;
  readonly body: Buffer;
  readonly #options: ReceiverOptions;
  readonly #response: ServerResponse;

  constructor(options: ReceiverOptions, response: ServerResponse, client: number, index: number, body: Buffer) {
    this.#options = options;
    this.#response = response;
    this.client = client;
    this.index = index;
    this.body = body;
  }

  get number(): number {
    return this.index;
  }

  get peer(): Peer {
    return this;
  }

  /** A copy is answered like the first, so that its sender stops. */
  ack(): void {
    this.#response.statusCode = this.#options.takenStatus;
    this.#response.end();
  }

  refuse(_event: SentEvent, { status, retryAfterSeconds }: EventRefusal): void {
    const retryAfter = retryAfterSeconds === undefined ? {} : { "Retry-After": retryAfterSeconds };
    this.#response.writeHead(status, { ...retryAfter, "Content-Length": 0 }).end();
  }

  replayed(): void {
    refuse(this.#options.observer, this.#response, new Refusal(401, REPLAYED));
  }

  failed(_event: SentEvent, error: Error): void {
    refuse(this.#options.observer, this.#response, error);
  }

  reset(): void {
    if (this.#response.socket) resetConnection(this.#response.socket);
  }
}

/** Resets the connection when half of the body was read. */
function resetHalfway(request: IncomingMessage): void {
  const halfBytes = Number(request.headers["content-length"] ?? 0) / 2;
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length >= halfBytes) resetConnection(request.socket);
  });
  request.on("end", () => resetConnection(request.socket));
  request.on("error", () => {}); // it was meant to
}
