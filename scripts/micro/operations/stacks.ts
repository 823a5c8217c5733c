/** Whole protocol stacks over a stream in memory, with no socket below: what node:http and undici cost by themselves. */
import { createServer as createHttpServer } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { type buildConnector, Pool } from "undici";
import { eventId } from "../../../src/events/id.js";
import { inTurn, type Operation, type Prepared } from "../operation.js";

const ANSWER = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");
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
} satisfies Record<string, Operation>;
