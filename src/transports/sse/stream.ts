/** One client's stream, at the service. */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Link } from "../delivery/sending/links.js";
import type { RoomEvent } from "../delivery/sending/recipient.js";
import { CLOSED, CONTENT_TYPE, encodeText, GAP, HEARTBEAT } from "./event-stream.js";

/** How long a client may take to read that its stream is ended before it is cut off. */
const CLOSE_TIMEOUT_MS = 5000;

export class Stream implements Link {
  readonly client: number;
  readonly expiresAtSeconds: number | undefined;
  /** Why it was lost or ended, when it is known before it closes. */
  lossReason: string | undefined;
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  /** Bytes that had left for the client at the last heartbeat. */
  #sentBytes = 0;

  /** The body lasts until the connection ends: chunks would be bytes and work for every event, and tell nobody anything. */
  constructor(
    response: ServerResponse,
    socket: Socket,
    about: { client: number; expiresAtSeconds: number | undefined },
  ) {
    this.client = about.client;
    this.expiresAtSeconds = about.expiresAtSeconds;
    this.#response = response;
    this.#socket = socket;
    response.removeHeader("Transfer-Encoding");
    response.writeHead(200, { "Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", Connection: "close" });
    response.flushHeaders();
    response.on("error", () => {}); // `close` tells
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#socket.destroyed;
  }

  get bufferedBytes(): number {
    return this.#response.writableLength; // with what waits behind an earlier request of the connection
  }

  sendEvent({ message }: RoomEvent): void {
    this.#response.write(message);
  }

  sendGap(throughSeq: number): void {
    this.#response.write(encodeText(`${throughSeq}`, GAP));
  }

  closeSlow(): void {
    this.close("slow consumer: disconnected");
  }

  /** Gives the client a byte to live on. Nobody answers it: a client is given up that reads nothing of what waits for it. */
  beat(): void {
    if (!this.isOpen) return;
    const sentBytes = this.#socket.bytesWritten - this.#socket.writableLength;
    if (this.bufferedBytes > 0 && sentBytes === this.#sentBytes) this.cut("connection lost: the client reads nothing");
    else this.#response.write(HEARTBEAT);
    this.#sentBytes = sentBytes;
  }

  expire(): void {
    this.close("token expired");
  }

  /** Tells the client why. */
  close(reason: string): void {
    if (!this.isOpen) return;
    this.lossReason = reason;
    this.#response.end(encodeText(reason, CLOSED));
    const late = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS);
    this.#response.on("close", () => clearTimeout(late));
  }

  /** Without goodbye. */
  cut(reason: string): void {
    this.lossReason = reason;
    this.#socket.destroy();
  }

  /** `closed`: it is no more; the reason is undefined where the client ended it in order. */
  onClose(closed: (reason: string | undefined) => void): void {
    this.#response.on("close", () => {
      const { code } = (this.#socket.errored ?? {}) as NodeJS.ErrnoException;
      closed(this.lossReason ?? (code && `connection lost: ${code}`));
    });
  }
}
