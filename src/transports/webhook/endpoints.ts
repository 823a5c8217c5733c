/**
 * The subscribers' side: every client is an origin of its own, as in real life, so that the dispatcher cannot share
 * connections between them. Lean: answers are ready-made bytes, nothing is parsed but the head and the event's number.
 */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { indexOfEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { concurrently } from "../concurrently.js";
import { SocketTally } from "../socket-tally.js";
import type { Observer, SocketCounters, Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { HttpParser } from "./http-parser.js";
import { type KeyRing, verify } from "./signature.js";

const LISTEN_AT_ONCE = 64;

const answers = {
  204: ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"],
  400: errorAnswers("400 Bad Request"),
  401: errorAnswers("401 Unauthorized"),
} as const;

type Status = keyof typeof answers;
type Verdict = { status: 204; index: number } | { status: 400 | 401; problem: string };

function errorAnswers(status: string): [string, string] {
  const head = `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n`;
  return [`${head}\r\n`, `${head}Connection: close\r\n\r\n`];
}

export class Endpoints {
  readonly #config: WebhookConfig;
  readonly #keys: KeyRing;
  readonly #observer: Observer;
  readonly #tally = new SocketTally();
  readonly #servers: Server[] = [];
  #subscribers: Subscriber[] = [];
  #closing = false;

  constructor(config: WebhookConfig, keys: KeyRing, observer: Observer) {
    this.#config = config;
    this.#keys = keys;
    this.#observer = observer;
  }

  get subscribers(): readonly Subscriber[] {
    return this.#subscribers;
  }

  /** Listens for every client. Rejects with the first error (too many open files, …). */
  async open(clients: readonly number[]): Promise<void> {
    await concurrently(LISTEN_AT_ONCE, clients, async (client) => {
      this.#subscribers.push({ client, url: await this.#listen(client) });
    });
    this.#subscribers.sort((a, b) => a.client - b.client);
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    this.#closing = true;
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    await Promise.all([this.#tally.destroyAll(), ...closed]);
  }

  async #listen(client: number): Promise<string> {
    for (const host of [clientAddress(client), "127.0.0.1"]) {
      const server = createServer({ noDelay: true }, (socket) => this.#serve(client, socket));
      server.listen({ host, port: 0, backlog: 128 });
      try {
        await once(server, "listening");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL" && host !== "127.0.0.1") continue;
        throw error;
      }
      this.#servers.push(server);
      const address = server.address();
      if (address !== null && typeof address === "object") return `http://${host}:${address.port}`;
    }
    throw new Error("no loopback address to listen on");
  }

  #serve(client: number, socket: Socket): void {
    if (this.#closing) {
      socket.destroy();
      return;
    }
    this.#tally.track(socket);
    const parser = new HttpParser("request", this.#config.maxBodyBytes);
    socket.on("data", (chunk: Buffer) => {
      let offset = 0;
      while (offset < chunk.length && socket.writable) {
        offset = parser.parse(chunk, offset, chunk.length);
        if (parser.problem !== null) this.#refuse(socket, 400, parser.problem, true);
        else if (parser.done) {
          this.#take(client, parser, socket);
          parser.reset();
        }
      }
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (!parser.idle && parser.problem === null && !this.#closing)
        this.#observer.problem("endpoint: connection closed inside a request");
    });
  }

  #take(client: number, parser: HttpParser, socket: Socket): void {
    const verdict = this.#judge(client, parser);
    const close = !parser.head.keepAlive;
    if (verdict.status !== 204) {
      this.#refuse(socket, verdict.status, verdict.problem, close);
      return;
    }
    // Stamped before the answer is written: it is then that the recipient has the event.
    this.#observer.delivered(client, verdict.index);
    this.#answer(socket, 204, close);
  }

  #judge(client: number, { head, body }: HttpParser): Verdict {
    if (head.method !== "POST") return { status: 400, problem: "not a POST" };
    const id = head.header("webhook-id");
    if (this.#config.signature === "standard-webhooks") {
      const headers = { id, timestamp: head.header("webhook-timestamp"), signature: head.header("webhook-signature") };
      const nowSeconds = Math.floor(Date.now() / 1000);
      const verdict = verify(this.#keys.of(client), headers, body, nowSeconds, this.#config.toleranceSeconds);
      if (verdict !== "ok") return { status: 401, problem: verdict };
    }
    const index = indexOfId(id ?? "");
    if (index < 0) return { status: 400, problem: "no event id" };
    if (indexOfEnvelope(body) !== index) return { status: 400, problem: "webhook-id is not the body's id" };
    return { status: 204, index };
  }

  #refuse(socket: Socket, status: 400 | 401, problem: string, close: boolean): void {
    this.#observer.problem(`endpoint: ${problem}`);
    this.#answer(socket, status, close);
  }

  #answer(socket: Socket, status: Status, close: boolean): void {
    if (close) socket.end(answers[status][1], "latin1");
    else socket.write(answers[status][0], "latin1");
  }
}

/**
 * An address of 127.0.0.0/8 for the client, so that each has its own 28,000 source ports at the dispatcher and none is
 * another's origin. The process is in it too: runs side by side stay apart. Numbers from 65,024 on share addresses.
 */
function clientAddress(client: number): string {
  return `127.${1 + (process.pid % 254)}.${Math.floor(client / 254) % 256}.${1 + (client % 254)}`;
}
