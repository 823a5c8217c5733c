/** One WebSocket of a check, by the client of ws: what it was let in with, what came, and how it ended. */
import { type RawData, WebSocket } from "ws";

export interface PeerOptions {
  url: string;
  headers: Readonly<Record<string, string>>;
  subprotocol?: string | undefined;
  /** How long an answer may take. */
  seconds: number;
}

/** Why there is no connection. */
export interface Refusal {
  /** Absent: no answer to the upgrade came. */
  status?: number;
  text: string;
}

export class SocketPeer {
  /** Every message that came, in its order. */
  readonly messages: string[] = [];
  /** The code with which the connection ended; undefined while it lasts. */
  closeCode: number | undefined;
  readonly #socket: WebSocket;
  readonly #seconds: number;
  readonly #signal: AbortSignal;
  /** Called whenever something came or the connection ended. */
  #changed: () => void = () => {};
  readonly #abort = () => this.close();

  /** Rejects only when it is aborted. */
  static async open(peerOptions: PeerOptions, signal: AbortSignal): Promise<SocketPeer | Refusal> {
    signal.throwIfAborted();
    const { url, headers, subprotocol, seconds } = peerOptions;
    const options = { headers, handshakeTimeout: seconds * 1e3, perMessageDeflate: false };
    const socket = new WebSocket(url, subprotocol === undefined ? [] : [subprotocol], options);
    const peer = new SocketPeer(socket, seconds, signal);
    const refusal = await new Promise<Refusal | undefined>((resolve) => {
      socket.on("open", () => resolve(undefined));
      socket.on("unexpected-response", (request, { statusCode, statusMessage = "" }) => {
        resolve({ status: statusCode!, text: statusMessage });
        request.destroy();
      });
      socket.on("error", (error) => resolve({ text: error.message }));
    });
    signal.throwIfAborted();
    return refusal ?? peer;
  }

  private constructor(socket: WebSocket, seconds: number, signal: AbortSignal) {
    this.#seconds = seconds;
    this.#socket = socket;
    this.#signal = signal;
    socket.on("message", (data: RawData) => {
      this.messages.push(String(data));
      this.#changed();
    });
    socket.on("close", (code) => {
      this.closeCode = code;
      signal.removeEventListener("abort", this.#abort);
      this.#changed();
    });
    signal.addEventListener("abort", this.#abort);
  }

  get isClosed(): boolean {
    return this.closeCode !== undefined;
  }

  send(text: string): void {
    this.#socket.send(text, () => {}); // a connection that has ended says so by its close code
  }

  /** As one message in two frames, of which the second has its last byte. */
  sendInTwo(text: string): void {
    const bytes = Buffer.from(text);
    this.#socket.send(bytes.subarray(0, -1), { fin: false, binary: false });
    this.#socket.send(bytes.subarray(-1), { fin: true }, () => {});
  }

  /** The first message, from the `from`th on, of which this is true; undefined: none came in time, or the connection ended. */
  async message(isWanted: (text: string) => boolean, from = 0): Promise<string | undefined> {
    const wanted = () => this.messages.slice(from).find(isWanted);
    await this.#until(() => wanted() !== undefined);
    return wanted();
  }

  /** Whether its library has read all that was sent: it answers a ping behind it. */
  async hasRead(): Promise<boolean> {
    let isAnswered = false;
    this.#socket.once("pong", () => {
      isAnswered = true;
      this.#changed();
    });
    if (this.isClosed) return false;
    this.#socket.ping("", true, () => {});
    await this.#until(() => isAnswered);
    return isAnswered;
  }

  /** The close code; undefined: the service did not close it in time. */
  async closed(): Promise<number | undefined> {
    await this.#until(() => this.isClosed);
    return this.closeCode;
  }

  close(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#socket.terminate();
  }

  /** Until it holds, the connection has ended, or time is up. Rejects only when it is aborted, which ends the connection. */
  async #until(holds: () => boolean): Promise<void> {
    let isTooLate = false;
    const timer = setTimeout(() => {
      isTooLate = true;
      this.#changed();
    }, this.#seconds * 1e3);
    while (!holds() && !this.isClosed && !isTooLate) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    clearTimeout(timer);
    this.#signal.throwIfAborted();
  }
}
