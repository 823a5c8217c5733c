/** One client's WebSocket, from the handshake to the close. */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";
import { indexOfEnvelope } from "../../events/envelope.js";
import { accessToken } from "../../events/secret.js";
import type { SocketTally } from "../socket-tally.js";
import type { DriverOptions } from "../transport.js";
import type { WebSocketConfig } from "./config.js";
import { inflate } from "./deflate.js";
import { FrameParser, type FrameParserOptions, type Violation } from "./frame-parser.js";
import { CLOSE, closePayload, encodeFrame, PING, PONG, TEXT } from "./frames.js";
import { Handshake } from "./handshake.js";
import { indexOfAck, isAck, isError, maskedAckFrame } from "./messages.js";

/** For control frames; any key but 0 (see FrameOptions). */
const MASK_KEY = 0x1f2e_3d4c;
const NORMAL_CLOSURE = 1000;
const NO_STATUS = 1005;
const NO_CLOSE_FRAME = "connection lost: it ended without a close frame";

/** What all connections of a driver share. */
export interface ConnectionContext {
  options: DriverOptions<WebSocketConfig>;
  sockets: SocketTally;
  /** All sockets read into this one buffer: a chunk is used up before the next read begins. */
  readBuffer: Buffer;
  /** For the TCP connection and the answer to the upgrade together. */
  handshakeTimeoutMs: number;
}

/** An opening handshake; forgotten when it is over, so that an idle connection holds nothing of it. */
interface Opening {
  handshake: Handshake;
  timer: NodeJS.Timeout;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Its listeners are three functions for all sockets. Ten thousand idle connections are an ordinary scenario: what a closure
 * or an array takes counts ten thousand times.
 */
class ClientSocket extends Socket {
  readonly connection: Connection;

  constructor(connection: Connection, onread: OnReadOpts) {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
    super(options);
    this.connection = connection;
    this.setNoDelay(true);
    this.on("connect", onConnect).on("error", onError).on("close", onClose);
  }
}

function onConnect(this: ClientSocket): void {
  this.connection.onConnect();
}

function onError(this: ClientSocket, error: NodeJS.ErrnoException): void {
  this.connection.onError(error);
}

function onClose(this: ClientSocket): void {
  this.connection.onClose();
}

/** Is its parser's options itself, for the same reason. */
export class Connection implements FrameParserOptions {
  readonly #context: ConnectionContext;
  readonly #client: number;
  /** `closing`: we sent the close frame. */
  #state: "new" | "connecting" | "open" | "closing" | "closed" = "new";
  #socket: ClientSocket | undefined;
  #opening: Opening | undefined;
  #parser: FrameParser | undefined;
  /** Events sent and not acked yet; stays undefined at most once, and where nothing is ever sent. */
  #unacked: Set<number> | undefined;
  #lossReason = NO_CLOSE_FRAME;
  #messagesInRead = 0;

  constructor(context: ConnectionContext, client: number) {
    this.#context = context;
    this.#client = client;
  }

  get masked(): boolean {
    return false;
  }

  get maxPayloadBytes(): number {
    return this.#context.options.config.maxPayloadBytes;
  }

  get inflate(): FrameParserOptions["inflate"] {
    return this.#context.options.config.deflate ? inflate : undefined;
  }

  /** Resolves when the service has accepted the upgrade; rejects with the reason why it has not. */
  open(): Promise<void> {
    const { options, handshakeTimeoutMs } = this.#context;
    const { host, port, config, secret } = options;
    const handshake = new Handshake({
      host,
      port,
      client: this.#client,
      token: accessToken(secret, this.#client),
      origin: config.origins[0]!,
      deflate: config.deflate,
    });
    this.#state = "connecting";
    return new Promise((resolve, reject) => {
      const late = (): void => this.#failOpening(new Error(`no upgrade within ${handshakeTimeoutMs} ms`));
      this.#opening = { handshake, timer: setTimeout(late, handshakeTimeoutMs), resolve, reject };
      this.#dial();
    });
  }

  /** Apart from `open`, so that the callback, which stays, holds on to `this` alone. */
  #dial(): void {
    const { options, readBuffer } = this.#context;
    const callback = (bytes: number): boolean => {
      this.#received(bytes);
      return true;
    };
    this.#socket = new ClientSocket(this, { buffer: readBuffer, callback });
    this.#socket.connect({ host: options.host, port: options.port });
  }

  onConnect(): void {
    this.#context.sockets.track(this.#socket!);
    this.#socket!.write(this.#opening!.handshake.request);
  }

  onError(error: NodeJS.ErrnoException): void {
    if (this.#state === "connecting") this.#failOpening(error);
    this.#lossReason = `connection lost: ${error.code ?? error.message}`;
  }

  onClose(): void {
    if (this.#state === "connecting" && this.#opening) this.#failOpening(this.#opening.handshake.ended());
    else if (this.#state === "open") this.#lose(this.#lossReason);
    this.#state = "closed";
  }

  #received(bytes: number): void {
    const { readBuffer } = this.#context;
    if (this.#parser === undefined) {
      this.#answered(readBuffer.subarray(0, bytes));
      return;
    }
    this.#messagesInRead = 0;
    const violation = this.#parser.push(readBuffer, bytes);
    if (this.#messagesInRead > 1) this.#socket!.uncork();
    if (violation && this.#state !== "closed") this.#fail(violation);
  }

  /** A piece of the answer to the upgrade, perhaps with frames behind it. */
  #answered(chunk: Buffer): void {
    if (this.#opening === undefined) return;
    const { handshake, timer, resolve } = this.#opening;
    let firstFrames: Buffer | undefined;
    try {
      firstFrames = handshake.push(chunk);
    } catch (error) {
      this.#failOpening(error as Error);
    }
    if (firstFrames === undefined) return;
    clearTimeout(timer);
    this.#opening = undefined;
    resolve();
    this.#state = "open";
    this.#parser = new FrameParser(this);
    const violation = this.#parser.push(firstFrames);
    if (violation) this.#fail(violation);
  }

  #failOpening(error: NodeJS.ErrnoException): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    clearTimeout(opening.timer);
    this.#opening = undefined;
    opening.reject(new Error(`client ${this.#client}: ${error.message || error.code}`, { cause: error }));
    this.#socket!.destroy();
  }

  send(index: number, encoded: Buffer): void {
    const { observer } = this.#context.options;
    if (this.#state !== "open" || !this.#socket!.writable) {
      observer.refused(this.#client, index, "not connected");
      return;
    }
    observer.sent(this.#client, index); // before the write: the recipient may have the event before it returns
    this.#socket!.write(encoded);
    if (!this.#acknowledged) return;
    this.#unacked ??= new Set();
    this.#unacked.add(index);
  }

  /** Events without an ack; at most once, 1 while bytes of events wait for the socket. */
  get pending(): number {
    if (this.#acknowledged) return this.#unacked?.size ?? 0;
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
      this.#unacked = undefined;
      socket.write(encodeFrame(CLOSE, closePayload(NORMAL_CLOSURE), { maskKey: MASK_KEY }));
    }
    return closed;
  }

  get #acknowledged(): boolean {
    return this.#context.options.guarantee === "at-least-once";
  }

  onMessage(opcode: number, payload: Buffer): void {
    // Where several messages came in one read, what answers them leaves in one write: a system call costs more than the rest.
    if (++this.#messagesInRead === 2) this.#socket!.cork();
    if (opcode === TEXT) this.#onText(payload);
    else if (opcode === CLOSE) this.#onCloseFrame(payload);
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
      if (this.#unacked?.delete(acked)) observer.acked(this.#client, acked);
      else if (this.#state === "open") observer.problem("ack of an event that waits for none");
    } else {
      observer.problem(isError(payload) ? `the service answered ${payload}` : "neither an event nor an ack");
    }
  }

  #onCloseFrame(payload: Buffer): void {
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
    for (const index of this.#unacked ?? []) observer.refused(this.#client, index, reason);
    this.#unacked = undefined;
  }

  #reply(frame: Buffer): void {
    if (this.#state === "open" && this.#socket!.writable) this.#socket!.write(frame);
  }
}
