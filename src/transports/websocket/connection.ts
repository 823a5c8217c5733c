/** One client's WebSocket, from the handshake to the close, and again from the start whenever it is lost. */

import type { Socket } from "node:net";
import { LastingConnection } from "../lasting-connection.js";
import type { ConnectionContext } from "./connection-context.js";
import { inflate } from "./deflate.js";
import { FrameParser, type FrameParserOptions, type Violation } from "./frame-parser.js";
import { CLOSE, closePayload, encodeFrame, PING, PONG, TEXT } from "./frames.js";
import { Handshake, type UpgradeOptions } from "./handshake.js";

/** For control frames; any key but 0 (see FrameOptions). */
const MASK_KEY = 0x1f2e_3d4c;
const NORMAL_CLOSURE = 1000;
const NO_STATUS = 1005;
/** Bytes that wait for the socket, beyond which no acks and pongs are added. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
/** Another connection of the same client has taken over: coming back would drive that one out. */
const REPLACED = 4001;

/** Is its parser's options itself: what an object takes counts once for every idle connection. */
export abstract class Connection<Context extends ConnectionContext = ConnectionContext>
  extends LastingConnection<Context>
  implements FrameParserOptions
{
  /** Forgotten when it is over. */
  #handshake: Handshake | undefined;
  #parser: FrameParser | undefined;
  #messagesInRead = 0;

  /** Of the next connection. */
  protected abstract upgrade(): UpgradeOptions;
  /** It is a WebSocket now; nothing was read from it yet. `epoch`: see Handshake. */
  protected abstract onUpgraded(epoch: string): void;
  protected abstract onText(payload: Buffer): void;

  protected onBinary(_payload: Buffer): void {
    this.context.observer.problem("binary message: acks and events are text");
  }

  protected onPong(_payload: Buffer): void {}

  protected onPing(): void {}

  protected get isUpgraded(): boolean {
    return this.#parser !== undefined;
  }

  /** Whether a service that closes with this code wants this client to stay away. */
  protected isFarewell(code: number): boolean {
    return code === REPLACED;
  }

  get masked(): boolean {
    return false;
  }

  get maxPayloadBytes(): number {
    return this.context.options.config.maxPayloadBytes;
  }

  get inflate(): FrameParserOptions["inflate"] {
    return this.context.options.config.deflate ? inflate : undefined;
  }

  protected begin(): Buffer {
    this.#parser = undefined;
    this.lossReason = "connection lost: it ended without a close frame";
    this.#handshake = new Handshake(this.upgrade());
    return this.#handshake.request;
  }

  protected endedEarly(): Error {
    return this.#handshake?.ended() ?? new Error(this.lossReason);
  }

  protected sayGoodbye(socket: Socket): void {
    socket.write(encodeFrame(CLOSE, closePayload(NORMAL_CLOSURE), { maskKey: MASK_KEY }));
  }

  protected onRead(bytes: Buffer, end: number): void {
    if (this.#parser !== undefined) this.#parse(this.#parser, bytes, end);
    else if (this.isOpening) this.#answered(this.#handshake!, bytes.subarray(0, end));
  }

  #parse(parser: FrameParser, chunk: Buffer, end: number): void {
    this.#messagesInRead = 0;
    const violation = parser.push(chunk, end);
    if (this.#messagesInRead > 1) this.socket.uncork();
    if (violation && this.isOpen) this.fail(violation);
    else if (violation) this.failOpening(new Error(`protocol violation by the service: ${violation.reason}`));
  }

  /** A piece of the answer to the upgrade, perhaps with frames behind it. */
  #answered(handshake: Handshake, chunk: Buffer): void {
    let firstFrames: Buffer | undefined;
    try {
      firstFrames = handshake.push(chunk);
    } catch (error) {
      this.failOpening(error as Error);
    }
    if (firstFrames === undefined) return;
    this.#handshake = undefined;
    this.#parser = new FrameParser(this);
    this.onUpgraded(handshake.epoch);
    this.#parse(this.#parser, firstFrames, firstFrames.length);
  }

  protected get isWritable(): boolean {
    return this.isOpen && this.socket.writable;
  }

  /** Bytes that wait for the socket. */
  protected get bufferedBytes(): number {
    return this.isOpen ? this.socket.writableLength : 0;
  }

  /** Only while `isWritable`. */
  protected writeFrame(frame: Buffer): void {
    this.socket.write(frame);
  }

  /**
   * Only while `isWritable`. Left out where the service does not read what it is answered: each would cost memory. It may send
   * an event again, or ping again.
   */
  protected answer(frame: Buffer): void {
    const { socket } = this;
    if (socket.writableLength <= MOST_UNREAD_BYTES) socket.write(frame);
    else this.context.observer.problem("an answer was left out: the service does not read");
  }

  onMessage(opcode: number, payload: Buffer): void {
    if (this.socket.destroyed) return; // it was dropped by a message in front of this one
    // Where several messages came in one read, what answers them leaves in one write: a system call costs more than the rest.
    if (++this.#messagesInRead === 2) this.socket.cork();
    if (opcode === TEXT) this.onText(payload);
    else if (opcode === CLOSE) this.#onCloseFrame(payload);
    else if (opcode === PING) {
      this.context.heartbeats++;
      this.onPing();
      if (!this.isClosing && this.socket.writable) this.answer(encodeFrame(PONG, payload, { maskKey: MASK_KEY }));
    } else if (opcode === PONG) this.onPong(payload);
    else this.onBinary(payload);
  }

  #onCloseFrame(payload: Buffer): void {
    const answersOurs = this.isClosing;
    const code = payload.length === 0 ? NO_STATUS : payload.readUInt16BE(0);
    const reason = `closed by the service: ${code} ${payload.subarray(2)}`.trimEnd();
    if (this.isOpen) this.lose(reason, this.isFarewell(code));
    else this.lossReason = reason;
    // Section 7.1.1: after both close frames it is the service that ends the connection first; ours follows.
    if (answersOurs) return;
    this.socket.end(encodeFrame(CLOSE, payload.subarray(0, 2), { maskKey: MASK_KEY }));
  }

  /** The service said goodbye in words of its own. */
  protected leave(reason: string): void {
    if (this.isOpening) this.failOpening(new Error(reason));
    if (!this.isOpen) return;
    this.socket.end(encodeFrame(CLOSE, closePayload(NORMAL_CLOSURE), { maskKey: MASK_KEY }));
    this.lose(reason);
  }

  /** The service broke a rule: the connection is closed with a code that says which. */
  protected fail(violation: { closeCode: Violation["closeCode"] | 1008; reason: string }): void {
    this.socket.end(encodeFrame(CLOSE, closePayload(violation.closeCode), { maskKey: MASK_KEY }));
    if (this.isOpen) this.lose(`protocol violation by the service: ${violation.reason}`);
  }
}
