/** One client's WebSocket, from the handshake to the close. */
import { connect, type Socket } from "node:net";
import { indexOfEnvelope } from "../../events/envelope.js";
import { accessToken } from "../../events/secret.js";
import type { SocketTally } from "../socket-tally.js";
import type { DriverOptions } from "../transport.js";
import type { WebSocketConfig } from "./config.js";
import { inflate } from "./deflate.js";
import { FrameParser, type Violation } from "./frame-parser.js";
import { CLOSE, closePayload, encodeFrame, PING, PONG, TEXT } from "./frames.js";
import { Handshake } from "./handshake.js";
import { indexOfAck, isAck, isError, maskedAckFrame } from "./messages.js";

/** For control frames; any key but 0 (see FrameOptions). */
const MASK_KEY = 0x1f2e_3d4c;
const NORMAL_CLOSURE = 1000;
const NO_STATUS = 1005;

/** What all connections of a driver share. */
export interface ConnectionContext {
  options: DriverOptions<WebSocketConfig>;
  sockets: SocketTally;
  /** All sockets read into this one buffer: a chunk is used up before the next read begins. */
  readBuffer: Buffer;
  /** For the TCP connection and the answer to the upgrade together. */
  handshakeTimeoutMs: number;
}

export class Connection {
  readonly #context: ConnectionContext;
  readonly #client: number;
  readonly #acknowledged: boolean;
  /** `closing`: we sent the close frame. */
  #state: "new" | "connecting" | "open" | "closing" | "closed" = "new";
  #socket: Socket | undefined;
  /** Takes what the socket reads: the handshake's answer first, frames afterwards. */
  #receive: (chunk: Buffer) => void = () => {};
  /** Events sent and not acked yet; stays empty at most once. */
  readonly #unacked = new Set<number>();
  #lossReason = "connection lost: it ended without a close frame";

  constructor(context: ConnectionContext, client: number) {
    this.#context = context;
    this.#client = client;
    this.#acknowledged = context.options.guarantee === "at-least-once";
  }

  /** Resolves when the service has accepted the upgrade; rejects with the reason why it has not. */
  open(): Promise<void> {
    const { options, sockets, readBuffer, handshakeTimeoutMs } = this.#context;
    const { host, port, config } = options;
    const handshake = new Handshake({
      host,
      port,
      client: this.#client,
      token: accessToken(options.secret, this.#client),
      origin: config.origins[0]!,
      deflate: config.deflate,
    });
    this.#state = "connecting";
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        const { message, code } = error as NodeJS.ErrnoException;
        reject(new Error(`client ${this.#client}: ${message || code}`, { cause: error }));
        socket.destroy();
      };
      const onread = (bytes: number): boolean => {
        this.#receive(readBuffer.subarray(0, bytes));
        return true;
      };
      const socket = connect({ host, port, noDelay: true, onread: { buffer: readBuffer, callback: onread } });
      this.#socket = socket;
      sockets.track(socket);
      socket.setTimeout(handshakeTimeoutMs, () => fail(new Error(`no upgrade within ${handshakeTimeoutMs} ms`)));
      socket.on("connect", () => socket.write(handshake.request));
      socket.on("error", (error: NodeJS.ErrnoException) => {
        if (this.#state === "connecting") fail(error);
        this.#lossReason = `connection lost: ${error.code ?? error.message}`;
      });
      socket.on("close", () => {
        if (this.#state === "connecting") fail(handshake.ended());
        else if (this.#state === "open") this.#lose(this.#lossReason);
        this.#state = "closed";
      });
      this.#receive = (chunk) => {
        let firstFrames: Buffer | undefined;
        try {
          firstFrames = handshake.push(chunk);
        } catch (error) {
          fail(error);
        }
        if (firstFrames === undefined) return;
        socket.setTimeout(0);
        resolve();
        this.#startFrames(firstFrames);
      };
    });
  }

  send(index: number, encoded: Buffer): void {
    const { observer } = this.#context.options;
    if (this.#state !== "open" || !this.#socket!.writable) {
      observer.refused(this.#client, index, "not connected");
      return;
    }
    observer.sent(this.#client, index); // before the write: the recipient may have the event before it returns
    this.#socket!.write(encoded);
    if (this.#acknowledged) this.#unacked.add(index);
  }

  /** Events without an ack; at most once, 1 while bytes of events wait for the socket. */
  get pending(): number {
    if (this.#acknowledged) return this.#unacked.size;
    return this.#state === "open" && this.#socket!.writableLength > 0 ? 1 : 0;
  }

  /** Says goodbye; resolves when the service has closed its side too. What is unacked then stays unsettled. */
  close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return Promise.resolve();
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (this.#state === "connecting") socket.destroy();
    else if (this.#state === "open") {
      this.#state = "closing";
      this.#unacked.clear();
      socket.write(encodeFrame(CLOSE, closePayload(NORMAL_CLOSURE), { maskKey: MASK_KEY }));
    }
    return closed;
  }

  #startFrames(firstFrames: Buffer): void {
    const { deflate, maxPayloadBytes } = this.#context.options.config;
    const parser = new FrameParser({
      masked: false,
      maxPayloadBytes,
      inflate: deflate ? inflate : undefined,
      onMessage: (opcode, payload) => this.#onMessage(opcode, payload),
    });
    this.#state = "open";
    this.#receive = (chunk) => {
      const violation = parser.push(chunk);
      if (violation && this.#state !== "closed") this.#fail(violation);
    };
    this.#receive(firstFrames);
  }

  #onMessage(opcode: number, payload: Buffer): void {
    if (opcode === TEXT) this.#onText(payload);
    else if (opcode === CLOSE) this.#onClose(payload);
    else if (opcode === PING) this.#reply(encodeFrame(PONG, payload, { maskKey: MASK_KEY }));
    else if (opcode !== PONG) this.#context.options.observer.problem("binary message");
  }

  #onText(payload: Buffer): void {
    const { observer } = this.#context.options;
    const index = indexOfEnvelope(payload);
    if (index >= 0) {
      observer.delivered(this.#client, index);
      if (this.#acknowledged) this.#reply(maskedAckFrame(index));
    } else if (isAck(payload)) {
      const acked = indexOfAck(payload);
      if (this.#unacked.delete(acked)) observer.acked(this.#client, acked);
      else if (this.#state === "open") observer.problem("ack of an event that waits for none");
    } else {
      observer.problem(isError(payload) ? `the service answered ${payload}` : "neither an event nor an ack");
    }
  }

  #onClose(payload: Buffer): void {
    const answersOurs = this.#state === "closing";
    const code = payload.length === 0 ? NO_STATUS : payload.readUInt16BE(0);
    if (this.#state === "open") {
      this.#lose(`closed by the service: ${code} ${payload.subarray(2)}`.trimEnd());
    }
    // Section 7.1.1: after both close frames it is the service that ends the connection first; ours follows.
    if (answersOurs) return;
    this.#socket!.end(encodeFrame(CLOSE, payload.subarray(0, 2), { maskKey: MASK_KEY }));
  }

  #fail(violation: Violation): void {
    this.#socket!.end(encodeFrame(CLOSE, closePayload(violation.closeCode), { maskKey: MASK_KEY }));
    if (this.#state === "open") this.#lose(`protocol violation by the service: ${violation.reason}`);
    this.#state = "closed";
  }

  /** An open connection is no more: its unacked events are refused. */
  #lose(reason: string): void {
    const { observer } = this.#context.options;
    this.#state = "closed";
    observer.problem(reason);
    for (const index of this.#unacked) observer.refused(this.#client, index, reason);
    this.#unacked.clear();
  }

  #reply(frame: Buffer): void {
    if (this.#state === "open" && this.#socket!.writable) this.#socket!.write(frame);
  }
}
