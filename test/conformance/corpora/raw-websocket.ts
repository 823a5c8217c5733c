/** A WebSocket by hand: any upgrade request, any bytes behind it. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { encode, FrameReader, TEXT } from "../../../scripts/conformance/websocket/frames.js";

export interface Upgrade {
  client: number;
  token: string;
  origin: string;
}

export function upgradeRequest({ client, token, origin }: Upgrade): Buffer {
  const lines = [
    `GET /connect?client=${client} HTTP/1.1`,
    "Host: pushbench.example",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    `Origin: ${origin}`,
    `Authorization: Bearer ${token}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}

export class RawWebSocket {
  readonly socket: Socket;
  /** Of the answer to the upgrade; undefined: the connection ended without one. */
  readonly status: number | undefined;
  readonly #reader = new FrameReader();
  #texts: string[] = [];
  #heard = (): void => {};

  private constructor(socket: Socket, status: number | undefined) {
    this.socket = socket;
    this.status = status;
  }

  /** Resolves once the request is answered or the connection closed. */
  static async open(port: number, request: Buffer): Promise<RawWebSocket> {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    socket.on("error", () => {}); // `close` follows
    await once(socket, "connect");
    socket.write(request);
    const answer = await firstChunk(socket);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer.toString("latin1"))?.[1] ?? Number.NaN);
    const opened = new RawWebSocket(socket, Number.isNaN(status) ? undefined : status);
    opened.#read(answer.subarray(answer.indexOf("\r\n\r\n") + 4));
    socket.on("data", (chunk: Buffer) => opened.#read(chunk));
    socket.on("close", () => opened.#heard());
    return opened;
  }

  /** Text messages, in one write. */
  send(messages: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(messages.map((payload) => encode({ opcode: TEXT, payload }, true))));
  }

  /** Sends them and returns as many answers, or those that came before the connection closed. */
  async ask(messages: readonly Buffer[]): Promise<string[]> {
    this.#texts = [];
    this.send(messages);
    await new Promise<void>((resolve) => {
      this.#heard = () => {
        if (this.#texts.length >= messages.length || this.socket.closed) resolve();
      };
      this.#heard();
    });
    return this.#texts;
  }

  #read(chunk: Buffer): void {
    for (const { opcode, payload } of this.#reader.read(chunk)) if (opcode === TEXT) this.#texts.push(`${payload}`);
    this.#heard();
  }
}

/** Empty when the connection closed first. */
const firstChunk = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve) => {
    socket.once("data", resolve);
    socket.once("close", () => resolve(Buffer.alloc(0)));
  });
