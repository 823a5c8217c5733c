/** Sends requests one after the other over one connection, and opens another when the other side has closed it. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { AnswerReader } from "../../../scripts/conformance/http/answers.js";

export interface Attack {
  bytes: Buffer;
  /** It is no whole request: the connection ends behind it. */
  cutShort?: true;
}

export class HttpAttacker {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #reader = new AnswerReader();
  #heard: (() => void) | undefined;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /** The status of the answer, or "closed" when the connection ended without one. */
  async send({ bytes, cutShort }: Attack): Promise<number | "closed"> {
    const socket = this.#socket ?? (await this.#open());
    const before = this.#reader.statuses.length;
    if (cutShort) socket.end(bytes);
    else socket.write(bytes);
    await new Promise<void>((resolve) => {
      this.#heard = () => {
        const answered = this.#reader.statuses.length > before;
        if (socket.closed || (answered && !cutShort)) resolve();
      };
      this.#heard();
    });
    return this.#reader.statuses[before] ?? "closed";
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const reader = new AnswerReader();
    this.#socket = socket;
    this.#reader = reader;
    await once(socket, "connect");
    socket.on("data", (chunk: Buffer) => {
      reader.read(chunk);
      this.#heard?.();
    });
    socket.on("error", () => {}); // `close` follows
    socket.on("end", () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    socket.on("close", () => {
      if (this.#socket === socket) this.#socket = undefined;
      this.#heard?.();
    });
    return socket;
  }
}
