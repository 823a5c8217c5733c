/** One client's WebSocket, from the handshake to the close, and again from the start whenever it is lost. */

import { backoffMs } from "../delivery/sending/backoff.js";
import { sourceAddress } from "../source-address.js";
import { issueToken } from "./access-tokens.js";
import { ClientSocket, type ClientSocketOwner } from "./client-socket.js";
import type { ConnectionContext } from "./connection-context.js";
import { inflate } from "./deflate.js";
import { FrameParser, type FrameParserOptions, type Violation } from "./frame-parser.js";
import { CLOSE, closePayload, encodeFrame, PING, PONG, TEXT } from "./frames.js";
import { Handshake, UpgradeRefused } from "./handshake.js";

/** For control frames; any key but 0 (see FrameOptions). */
const MASK_KEY = 0x1f2e_3d4c;
const NORMAL_CLOSURE = 1000;
const NO_STATUS = 1005;
/** Bytes that wait for the socket, beyond which no acks and pongs are added. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
/** Another connection of the same client has taken over: coming back would drive that one out. */
const REPLACED = 4001;
const NO_CLOSE_FRAME = "connection lost: it ended without a close frame";
/** Asked twice per heartbeat whether anything came: three times in vain is longer than one heartbeat, shorter than two. */
const QUIET_CHECKS = 3;

/** An opening handshake; forgotten when it is over, so that an idle connection holds nothing of it. */
interface Opening {
  handshake: Handshake;
  timer: NodeJS.Timeout;
  resolve(): void;
  reject(error: Error): void;
}

/** Is its parser's options itself: what an object takes counts once for every idle connection. */
export abstract class Connection implements FrameParserOptions, ClientSocketOwner {
  protected readonly context: ConnectionContext;
  readonly client: number;
  /** `away`: not connected, perhaps about to be again. `closing`: we sent the close frame. `closed`: for good. */
  #state: "away" | "connecting" | "open" | "closing" | "closed" = "away";
  #socket: ClientSocket | undefined;
  #opening: Opening | undefined;
  #parser: FrameParser | undefined;
  #lossReason = NO_CLOSE_FRAME;
  #messagesInRead = 0;
  #attemptsInVain = 0;
  #quietChecks = 0;

  constructor(context: ConnectionContext, client: number) {
    this.context = context;
    this.client = client;
  }

  /** The last event that this client had. */
  protected abstract get resume(): { seq: number; epoch: string } | undefined;
  /** The connection is open; nothing was read from it yet. */
  protected abstract onOpen(epoch: string): void;
  protected abstract onText(payload: Buffer): void;
  /** It will not come back. */
  protected abstract onGone(reason: string): void;

  get masked(): boolean {
    return false;
  }

  get maxPayloadBytes(): number {
    return this.context.options.config.maxPayloadBytes;
  }

  get inflate(): FrameParserOptions["inflate"] {
    return this.context.options.config.deflate ? inflate : undefined;
  }

  /** Resolves when the service has accepted the upgrade; rejects with the reason why it has not. */
  open(): Promise<void> {
    const { options, authority, handshakeTimeoutMs } = this.context;
    const { config, secret } = options;
    const expiresAtSeconds = config.tokenSeconds && Date.now() / 1000 + config.tokenSeconds;
    const handshake = new Handshake({
      authority,
      client: this.client,
      token: issueToken(secret, this.client, expiresAtSeconds),
      origin: config.origins[0]!,
      deflate: config.deflate,
      resume: this.resume,
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
    const { address, readBuffer } = this.context;
    const callback = (bytes: number): boolean => {
      this.#received(bytes);
      return true;
    };
    this.#socket?.destroy(); // where the closing handshake with an earlier one is not over
    this.#parser = undefined;
    this.#lossReason = NO_CLOSE_FRAME;
    this.#socket = new ClientSocket(this, { buffer: readBuffer, callback });
    const localAddress = sourceAddress(this.client);
    this.#socket.connect({ ...address, ...(localAddress && { localAddress }) });
  }

  onConnect(): void {
    this.context.sockets.track(this.#socket!);
    this.#socket!.write(this.#opening!.handshake.request);
  }

  onError(socket: ClientSocket, error: NodeJS.ErrnoException): void {
    if (socket !== this.#socket) return;
    if (this.#state === "connecting") this.#failOpening(error);
    this.#lossReason = `connection lost: ${error.code ?? error.message}`;
  }

  onClose(socket: ClientSocket): void {
    if (socket !== this.#socket) return;
    if (this.#opening) this.#failOpening(this.#opening.handshake.ended());
    else if (this.#state === "open") this.#lose(this.#lossReason);
    else if (this.#state === "closing") this.#state = "closed";
  }

  #received(bytes: number): void {
    const { readBuffer, intake } = this.context;
    this.#quietChecks = 0;
    if (this.#parser === undefined) this.#answered(readBuffer.subarray(0, bytes));
    else this.#parse(this.#parser, readBuffer, bytes);
    const bytesPerSecond = intake.readingSpeed(this.client);
    if (bytesPerSecond !== undefined) this.#pauseReading((bytes / bytesPerSecond) * 1000);
  }

  #parse(parser: FrameParser, chunk: Buffer, end: number): void {
    this.#messagesInRead = 0;
    const violation = parser.push(chunk, end);
    if (this.#messagesInRead > 1) this.#socket!.uncork();
    if (violation && this.isOpen) this.fail(violation);
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
    this.#attemptsInVain = 0;
    this.#parser = new FrameParser(this);
    this.context.options.observer.connected(this.client);
    this.onOpen(handshake.epoch);
    this.#parse(this.#parser, firstFrames, firstFrames.length);
  }

  #failOpening(error: NodeJS.ErrnoException): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    clearTimeout(opening.timer);
    this.#opening = undefined;
    if (this.#state === "connecting") this.#state = "away";
    opening.reject(new Error(`client ${this.client}: ${error.message || error.code}`, { cause: error }));
    this.#socket!.destroy();
  }

  /** Says goodbye and stays away; resolves when the service has closed its side too. What is unacked then stays unsettled. */
  close(): Promise<void> {
    const socket = this.#socket;
    const said = this.#state;
    this.#state = said === "open" || said === "closing" ? "closing" : "closed";
    if (socket === undefined || socket.closed) return Promise.resolve();
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (said === "open") socket.write(encodeFrame(CLOSE, closePayload(NORMAL_CLOSURE), { maskKey: MASK_KEY }));
    else if (said !== "closing") socket.destroy();
    return closed;
  }

  /** Without goodbye, as a network that breaks does it. */
  drop(): void {
    if (!this.isOpen) return;
    this.#lossReason = "connection reset by the client";
    this.#socket!.resetAndDestroy();
  }

  /** To be called twice per heartbeat of the service: gives up a connection over which nothing comes any more. */
  checkAlive(): void {
    if (this.#state !== "open" || this.#socket!.isPaused() || ++this.#quietChecks <= QUIET_CHECKS) return;
    this.#lossReason = "connection lost: no heartbeat from the service";
    this.#socket!.destroy();
  }

  #pauseReading(delayMs: number): void {
    const socket = this.#socket!;
    socket.pause();
    this.context.waiting.after(delayMs, () => socket.isPaused() && socket.resume());
  }

  /** After a slow reader has become an ordinary one. */
  resumeReading(): void {
    if (this.#socket?.isPaused()) this.#socket.resume();
  }

  protected get isOpen(): boolean {
    return this.#state === "open";
  }

  protected get isWritable(): boolean {
    return this.#state === "open" && this.#socket!.writable;
  }

  /** Bytes that wait for the socket. */
  protected get bufferedBytes(): number {
    return this.#state === "open" ? this.#socket!.writableLength : 0;
  }

  /** Only while `isWritable`. */
  protected writeFrame(frame: Buffer): void {
    this.#socket!.write(frame);
  }

  /**
   * Only while `isWritable`. Left out where the service does not read what it is answered: each would cost memory. It may send
   * an event again, or ping again.
   */
  protected answer(frame: Buffer): void {
    const socket = this.#socket!;
    if (socket.writableLength <= MOST_UNREAD_BYTES) socket.write(frame);
    else this.context.options.observer.problem("an answer was left out: the service does not read");
  }

  onMessage(opcode: number, payload: Buffer): void {
    if (this.#socket!.destroyed) return; // it was dropped by a message in front of this one
    // Where several messages came in one read, what answers them leaves in one write: a system call costs more than the rest.
    if (++this.#messagesInRead === 2) this.#socket!.cork();
    if (opcode === TEXT) this.onText(payload);
    else if (opcode === CLOSE) this.#onCloseFrame(payload);
    else if (opcode === PING) {
      if (this.isWritable) this.answer(encodeFrame(PONG, payload, { maskKey: MASK_KEY }));
    } else if (opcode !== PONG) this.context.options.observer.problem("binary message: acks and events are text");
  }

  #onCloseFrame(payload: Buffer): void {
    const answersOurs = this.#state === "closing";
    const code = payload.length === 0 ? NO_STATUS : payload.readUInt16BE(0);
    if (this.isOpen) this.#lose(`closed by the service: ${code} ${payload.subarray(2)}`.trimEnd(), code);
    // Section 7.1.1: after both close frames it is the service that ends the connection first; ours follows.
    if (answersOurs) return;
    this.#socket!.end(encodeFrame(CLOSE, payload.subarray(0, 2), { maskKey: MASK_KEY }));
  }

  /** The service broke a rule: the connection is closed with a code that says which. */
  protected fail(violation: { closeCode: Violation["closeCode"] | 1008; reason: string }): void {
    this.#socket!.end(encodeFrame(CLOSE, closePayload(violation.closeCode), { maskKey: MASK_KEY }));
    if (this.isOpen) this.#lose(`protocol violation by the service: ${violation.reason}`);
  }

  /** An open connection is no more. */
  #lose(reason: string, closeCode?: number): void {
    const { observer } = this.context.options;
    this.#state = closeCode === REPLACED ? "closed" : "away";
    observer.problem(reason);
    observer.disconnected(this.client);
    if (this.#state === "closed") this.onGone(reason);
    else this.#comeBackLater();
  }

  /** `askedSeconds`: the service wants to be left alone for that long; heeded as far as no wait is longer than `maxSeconds`. */
  #comeBackLater(askedSeconds = 0): void {
    const { options, waiting } = this.context;
    const { reconnect } = options.config;
    const backoff = backoffMs(reconnect, this.#attemptsInVain++, this.context.draw(this.client));
    const delayMs = Math.max(backoff, Math.min(askedSeconds, reconnect.maxSeconds) * 1000);
    waiting.after(delayMs, () => {
      if (this.#state !== "away") return;
      this.open().catch((error: Error) => {
        if (this.#state !== "away") return;
        const cause = error.cause as NodeJS.ErrnoException;
        options.observer.problem(`reconnect failed: ${cause.code ?? cause.message}`);
        this.#comeBackLater(cause instanceof UpgradeRefused ? cause.retryAfterSeconds : 0);
      });
    });
  }
}
