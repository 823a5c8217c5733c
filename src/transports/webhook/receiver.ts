/**
 * The webhook receiver under test, as a careful Node service has it: node:http, the signature checked on the raw bytes
 * before anything is parsed, limits on size and time, an answer at once and the work behind it.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { parseEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { SocketTally } from "../socket-tally.js";
import type { Observer, SocketCounters } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { type KeyRing, verify } from "./signature.js";

const HOST = "127.0.0.1";
const BACKLOG = 4096;
const EVENTS_PATH = /^\/clients\/(0|[1-9]\d{0,8})\/events$/;
const JSON_TYPE = /^application\/json[ \t]*(;|$)/i;

export interface ReceiverOptions {
  config: WebhookConfig;
  /** How many clients there are; events of others are 404. */
  clients: number;
  keys: KeyRing;
  observer: Observer;
  /** Takes a verified event. Returns the answer's status: 204 done, 202 passed on, 503 no room for it now. */
  accept(client: number, index: number, body: Buffer): 202 | 204 | 503;
}

/** An answer other than success; its reason is counted as a problem. */
class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, reason: string, headers: Record<string, string> = {}) {
    super(reason);
    this.status = status;
    this.headers = headers;
  }
}

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #server: Server;
  readonly #tally = new SocketTally();

  constructor(options: ReceiverOptions) {
    this.#options = options;
    const keepAliveMs = Math.ceil(options.config.keepAliveSeconds * 1000);
    this.#server = createServer(
      {
        keepAliveTimeout: keepAliveMs,
        // Node counts a connection that has not sent anything yet as one that is slow with its head: a sender may open
        // connections ahead of need, so these get as long as idle ones do.
        headersTimeout: keepAliveMs,
        requestTimeout: keepAliveMs + Math.ceil(options.config.timeoutSeconds * 1000),
      },
      (request, response) => this.#receive(request, response),
    );
    this.#server.on("connection", (socket: Socket) => this.#tally.track(socket));
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => this.#malformed(error, socket));
  }

  /** Resolves with the port; rejects with the system's error (EADDRINUSE, …). */
  async listen(port: number): Promise<number> {
    this.#server.listen({ host: HOST, port, backlog: BACKLOG });
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address !== "object") throw new Error("the receiver has no port");
    return address.port;
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([this.#tally.destroyAll(), closed]);
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    let client: number;
    try {
      client = this.#checkHead(request);
    } catch (error) {
      this.#refuse(response, error);
      request.resume(); // the body is read and dropped: closing under a sender would reset the answer away
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= this.#options.config.maxBodyBytes) chunks.push(chunk);
      else if (!response.headersSent) this.#refuse(response, this.#tooLarge());
    });
    request.on("end", () => {
      if (response.headersSent) return;
      try {
        const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
        this.#finish(request, response, client, body);
      } catch (error) {
        this.#refuse(response, error);
      }
    });
    request.on("error", () => this.#options.observer.problem("receiver: connection closed inside a request"));
  }

  /** What can be said before the body is there. Returns the client whose URL it is. */
  #checkHead(request: IncomingMessage): number {
    const client = Number(EVENTS_PATH.exec(request.url ?? "")?.[1] ?? Number.NaN);
    if (!(client < this.#options.clients)) throw new Refusal(404, "no such path");
    if (request.method !== "POST") throw new Refusal(405, "not a POST", { Allow: "POST" });
    if (!JSON_TYPE.test(request.headers["content-type"] ?? "")) throw new Refusal(415, "not application/json");
    if (Number(request.headers["content-length"] ?? 0) > this.#options.config.maxBodyBytes) throw this.#tooLarge();
    return client;
  }

  #finish(request: IncomingMessage, response: ServerResponse, client: number, body: Buffer): void {
    const index = this.#checkEvent(request, client, body);
    const status = this.#options.accept(client, index, body);
    if (status === 503) throw new Refusal(503, "dispatch queue full", { "Retry-After": "1" });
    response.statusCode = status;
    response.end();
  }

  #checkEvent({ headers }: IncomingMessage, client: number, body: Buffer): number {
    const { config, keys } = this.#options;
    const id = headers["webhook-id"]?.toString();
    if (config.signature === "standard-webhooks") {
      const timestamp = headers["webhook-timestamp"]?.toString();
      const signature = headers["webhook-signature"]?.toString();
      const nowSeconds = Math.floor(Date.now() / 1000);
      const verdict = verify(keys.of(client), { id, timestamp, signature }, body, nowSeconds, config.toleranceSeconds);
      if (verdict !== "ok") throw new Refusal(401, verdict);
    }
    const bodyId = readId(body);
    if (bodyId !== id) throw new Refusal(400, "webhook-id is not the body's id");
    const index = indexOfId(bodyId);
    if (index < 0) throw new Refusal(400, "no event id");
    return index;
  }

  #tooLarge(): Refusal {
    return new Refusal(413, "body too large");
  }

  #refuse(response: ServerResponse, error: unknown): void {
    const refusal = error instanceof Refusal ? error : new Refusal(500, `failed: ${String(error)}`);
    response.writeHead(refusal.status, { ...refusal.headers, "Content-Length": 0 }).end();
    this.#options.observer.problem(`receiver: ${refusal.message}`);
  }

  /** Bytes that are not HTTP, or that come too slowly. Node has no response object for these. */
  #malformed(error: NodeJS.ErrnoException, socket: Socket): void {
    // A sender that went away: if it did so inside a request, the request says so.
    if (!socket.writable || error.code === "ECONNRESET" || error.code === "HPE_INVALID_EOF_STATE") {
      socket.destroy();
      return;
    }
    const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ""] ?? 400;
    this.#options.observer.problem(`receiver: ${error.code ?? error.message}`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

function readId(body: Buffer): string {
  try {
    return parseEnvelope(body.toString()).id;
  } catch (error) {
    throw new Refusal(400, error instanceof SyntaxError ? "not JSON" : "not an event envelope");
  }
}
