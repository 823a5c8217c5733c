/**
 * Whole protocol stacks over a stream in memory, with no socket below: what node:http and undici cost by themselves.
 * And sockets with no protocol above: what a message over loopback costs both its ends, in this one process.
 */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { type buildConnector, Pool } from "undici";
import { eventId } from "../../../src/events/id.js";
import { inTurn, type Operation, type Prepared } from "../operation.js";

const ANSWER = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");
/** About as long as an answer of node:http, or an ack's frame with its TCP segment. */
const SHORT_MESSAGE = Buffer.alloc(100, ".");
const SIGNATURE = `v1,${Buffer.alloc(32).toString("base64")}`;
const HEADERS = ["content-type", "application/json", "user-agent", "pushbench"];

const headersOf = (turn: number): string[] => [
  ...HEADERS,
  "webhook-id",
  eventId(turn),
  "webhook-timestamp",
  "1767225600",
  "webhook-signature",
  SIGNATURE,
];

/** A connection whose other end is `onWrite`; `push` plays what comes from there. */
class MemorySocket extends Duplex {
  readonly #onWrite: (chunk: Buffer) => void;

  constructor(onWrite: (chunk: Buffer) => void) {
    super();
    this.#onWrite = onWrite;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
    this.#onWrite(chunk);
  }

  /** What undici asks of a socket beyond a stream. */
  ref = (): this => this;
  unref = (): this => this;
}

/** The receiver's stack: a request is read whole and answered with an empty 204. */
function httpServer(bodies: readonly Buffer[]): Prepared {
  const requests = bodies.map((body, index) => {
    const fields = headersOf(index);
    const lines = fields.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${fields[i + 1]}`] : []));
    const head = ["POST /clients/1/events HTTP/1.1", "Host: 127.0.0.1", ...lines, `Content-Length: ${body.length}`];
    return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
  });
  const server = createHttpServer((request, response) => {
    request.on("data", () => {});
    request.on("end", () => {
      response.statusCode = 204;
      response.end();
    });
  });
  let answered = (): void => {};
  const socket = new MemorySocket(() => answered());
  server.emit("connection", socket); // any stream will do: the documentation of node:http says so
  return {
    run: (turn) =>
      new Promise<void>((resolve) => {
        answered = resolve;
        socket.push(inTurn(requests, turn));
      }),
    close: () => socket.destroy(),
  };
}

/** The dispatcher's stack: a request is written, its answer is there at once. */
function httpClient(bodies: readonly Buffer[]): Prepared {
  const connector: buildConnector.connector = (_options, callback) => {
    const socket: MemorySocket = new MemorySocket((chunk) => {
      if (chunk.length === bodies[0]!.length) socket.push(ANSWER); // the head and the body come in a write each
    });
    queueMicrotask(() => callback(null, socket as unknown as Socket));
  };
  const pool = new Pool("http://127.0.0.1", { connections: 1, connect: connector });
  return {
    run: (turn) =>
      new Promise<void>((resolve, reject) => {
        const request = { path: "/", method: "POST", headers: headersOf(turn), body: inTurn(bodies, turn) } as const;
        pool.dispatch(request, {
          onRequestStart() {},
          onResponseStart() {},
          onResponseEnd: () => resolve(),
          onResponseError: (_, error) => reject(error),
        });
      }),
    close: () => pool.destroy(),
  };
}

/** One message out and a short one back: two sends and two receptions, event loop included. */
async function exchange(bodies: readonly Buffer[]): Promise<Prepared> {
  const messageBytes = bodies[0]!.length;
  const server = createServer({ noDelay: true }, (socket) => {
    let read = 0;
    socket.on("data", (chunk) => {
      read += chunk.length;
      if (read < messageBytes) return; // a long message may come in pieces
      read -= messageBytes;
      socket.write(SHORT_MESSAGE);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", noDelay: true });
  await once(client, "connect");
  let answered = (): void => {};
  client.on("data", () => answered());
  return {
    run: (turn) =>
      new Promise<void>((resolve) => {
        answered = resolve;
        client.write(inTurn(bodies, turn));
      }),
    close() {
      client.destroy();
      server.close();
    },
  };
}

/** A connection opened, accepted and closed by its server. */
async function connection(): Promise<Prepared> {
  const server = createServer((socket) => socket.end());
  server.listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    run: () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ port, host: "127.0.0.1" });
        socket.on("error", reject);
        socket.on("close", () => resolve());
        socket.resume();
      }),
    close: () => server.close(),
  };
}

export const stackOperations = {
  httpServer: {
    name: "HTTP request, read and answered by node:http",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => httpServer(bodies),
  },
  httpClient: {
    name: "HTTP request, written by undici, and its answer",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => httpClient(bodies),
  },
  exchange: {
    name: "message and answer over loopback, both ends",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => exchange(bodies),
  },
  connection: {
    name: "connection opened and closed, both ends",
    place: "service",
    sized: false,
    prepare: connection,
  },
} satisfies Record<string, Operation>;
