/**
 * A client's connection that is to last, from its opening to its end, and again from the start whenever it is lost. What is
 * said over it is its transport's own.
 */
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { monotonicNs } from "../clock.js";
import { resetConnection } from "../tls/raw-socket.js";
import type { ClientSocketOwner } from "./client-socket.js";
import { backoffMs } from "./delivery/sending/backoff.js";
import { AnsweredOtherwise } from "./http1/service-answers.js";
import type { LastingContext } from "./lasting-context.js";
import { sourceAddress } from "./source-address.js";
import type { Opening } from "./transport.js";

/** Asked twice per heartbeat whether anything came: three times in vain is longer than one heartbeat, shorter than two. */
const QUIET_CHECKS = 3;
/** 204 No Content, which WHATWG HTML section 9.2 gives this meaning. */
const STAY_AWAY = 204;

/** Forgotten when it is over, so that an idle connection holds nothing of it. */
interface Attempt {
  request: Buffer;
  startedNs: number;
  /** Of the first attempt of those that came to nothing. */
  sinceNs: number;
  took: Opening;
  timer: NodeJS.Timeout;
  resolve(): void;
  reject(error: Error): void;
}

/** Why a connection was given up that was not refused: perhaps a packet of it was dropped, as happens where many connect at once. */
export class NotInTime extends Error {}

export abstract class LastingConnection<Context extends LastingContext> implements ClientSocketOwner {
  protected readonly context: Context;
  readonly client: number;
  /** `away`: not connected, perhaps about to be again. `closing`: we said goodbye. `closed`: for good. */
  #state: "away" | "connecting" | "open" | "closing" | "closed" = "away";
  #socket: Socket | undefined;
  #opening: Attempt | undefined;
  /** Why the connection ends, as far as it is known. */
  protected lossReason = "";
  #attemptsInVain = 0;
  #quietChecks = 0;

  constructor(context: Context, client: number) {
    this.context = context;
    this.client = client;
  }

  /** Makes ready for a new connection. Returns what is written over it first. */
  protected abstract begin(): Buffer;
  /** The answer and all that follows it: bytes[0, end), of a buffer that is about to be used for the next read. */
  protected abstract onRead(bytes: Buffer, end: number): void;
  /** Why the service's answer is not the right one, where the connection ended before it was complete. */
  protected abstract endedEarly(): Error;
  /** It will not come back. */
  protected abstract onGone(reason: string): void;
  /** Before it is closed on purpose: the service closes its side then. */
  protected abstract sayGoodbye(socket: Socket): void;

  /** How often in a row it may be asked in vain whether anything came. */
  protected get mostQuietChecks(): number {
    return QUIET_CHECKS;
  }

  /** Why it is given up when it is not open within that time. */
  protected lateness(limitMs: number): string {
    return `no answer within ${limitMs} ms`;
  }

  /** How long the service wants to be left alone after a connection is lost. */
  protected get askedWaitSeconds(): number {
    return 0;
  }

  /**
   * Resolves when the service has accepted the connection; rejects with the reason why it has not. `first`: it is among many that
   * connect at once, and its time is not up as long as the service accepts others; it was tried for the first time at `sinceNs`.
   */
  open(first?: { sinceNs: number }): Promise<void> {
    const { openTimeoutMs } = this.context;
    const request = this.begin();
    this.#state = "connecting";
    return new Promise((resolve, reject) => {
      let { accepted } = this.context;
      const late = (): void => {
        const isMoving = first !== undefined && this.context.accepted > accepted;
        accepted = this.context.accepted;
        if (isMoving && this.#opening) this.#opening.timer = setTimeout(late, openTimeoutMs);
        else this.failOpening(new NotInTime(this.lateness(openTimeoutMs)));
      };
      const timer = setTimeout(late, openTimeoutMs);
      const startedNs = monotonicNs();
      const sinceNs = first?.sinceNs ?? startedNs;
      this.#opening = { request, startedNs, sinceNs, took: { connectNs: 0 }, timer, resolve, reject };
      this.#dial();
    });
  }

  #dial(): void {
    const { dial } = this.context;
    const address = this.context.addressFor(this.client);
    this.#socket?.destroy(); // where the goodbye of an earlier one is not over
    const localAddress = sourceAddress(this.client, address.host);
    this.#socket = dial(this, { ...address, ...(localAddress && { localAddress }) });
  }

  onConnect(raw: Socket, socket: Socket): void {
    this.#socket = socket;
    const { startedNs, took } = this.#opening!;
    took.connectNs = monotonicNs() - startedNs;
    this.context.sockets.track(raw);
  }

  onSecure(socket: TLSSocket): void {
    const { startedNs, took } = this.#opening!;
    took.handshakeNs = monotonicNs() - startedNs - took.connectNs;
    this.context.sockets.secured(socket, "opened");
  }

  onReady(): void {
    this.socket.write(this.#opening!.request);
  }

  onError(socket: Socket, error: NodeJS.ErrnoException): void {
    if (socket !== this.#socket) return;
    if (this.#state === "connecting") this.failOpening(error);
    this.lossReason = `connection lost: ${error.code ?? error.message}`;
  }

  onClose(socket: Socket): void {
    if (socket !== this.#socket) return;
    if (this.#opening) this.failOpening(this.endedEarly());
    else if (this.#state === "open") this.lose(this.lossReason);
    else if (this.#state === "closing") this.#state = "closed";
  }

  onBytes(bytes: Buffer, end: number): void {
    this.#quietChecks = 0;
    this.onRead(bytes, end);
    const bytesPerSecond = this.context.readingSpeed(this.client);
    if (bytesPerSecond !== undefined) this.#pauseReading((end / bytesPerSecond) * 1000);
  }

  /** The service's answer is the right one. */
  protected accepted(): void {
    const { sinceNs, took, timer, resolve } = this.#opening!;
    took.answerNs = monotonicNs() - sinceNs - took.connectNs - (took.handshakeNs ?? 0);
    clearTimeout(timer);
    this.#opening = undefined;
    resolve();
    this.#state = "open";
    this.#attemptsInVain = 0;
    this.context.accepted++;
    this.context.observer.connected(this.client, took);
  }

  protected failOpening(error: NodeJS.ErrnoException): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    clearTimeout(opening.timer);
    this.#opening = undefined;
    if (this.#state === "connecting") this.#state = "away";
    opening.reject(new Error(`client ${this.client}: ${error.message || error.code}`, { cause: error }));
    this.socket.destroy();
  }

  /** Says goodbye and stays away; resolves when the service has closed its side too. What is unacked then stays unsettled. */
  close(): Promise<void> {
    const socket = this.#socket;
    const said = this.#state;
    this.#state = said === "open" || said === "closing" ? "closing" : "closed";
    if (socket === undefined || socket.closed) return Promise.resolve();
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (said === "open") this.sayGoodbye(socket);
    else if (said !== "closing") socket.destroy();
    return closed;
  }

  /** Without goodbye, as a network that breaks does it. */
  drop(): void {
    if (!this.isOpen) return;
    this.lossReason = "connection reset by the client";
    resetConnection(this.socket);
  }

  /** To be called twice per heartbeat of the service: gives up a connection over which nothing comes any more. */
  checkAlive(): void {
    if (!this.isOpen || this.socket.isPaused() || ++this.#quietChecks <= this.mostQuietChecks) return;
    this.lossReason = "connection lost: no heartbeat from the service";
    this.socket.destroy();
  }

  #pauseReading(delayMs: number): void {
    const { socket } = this;
    socket.pause();
    this.context.waiting.after(delayMs, () => socket.isPaused() && socket.resume());
  }

  /** After a slow reader has become an ordinary one. */
  resumeReading(): void {
    if (this.#socket?.isPaused()) this.#socket.resume();
  }

  /** Once it was dialled. */
  protected get socket(): Socket {
    return this.#socket!;
  }

  protected get isOpening(): boolean {
    return this.#opening !== undefined;
  }

  protected get isOpen(): boolean {
    return this.#state === "open";
  }

  protected get isClosing(): boolean {
    return this.#state === "closing";
  }

  /** An open connection is no more. `forGood`: it does not come back. */
  protected lose(reason: string, forGood = false): void {
    const { observer } = this.context;
    this.#state = forGood ? "closed" : "away";
    observer.problem(reason);
    observer.disconnected(this.client);
    if (forGood) this.onGone(reason);
    else this.#comeBackLater(this.askedWaitSeconds);
  }

  /** `askedSeconds`: the service wants to be left alone for that long; heeded up to `mostAskedSeconds`. */
  #comeBackLater(askedSeconds: number): void {
    const { observer, reconnect, waiting, mostAskedSeconds } = this.context;
    const backoff = backoffMs(reconnect, this.#attemptsInVain++, this.context.draw(this.client));
    const delayMs = Math.max(backoff, Math.min(askedSeconds, mostAskedSeconds) * 1000);
    waiting.after(delayMs, () => {
      if (this.#state !== "away") return;
      this.open().catch((error: Error) => {
        if (this.#state !== "away") return;
        const cause = error.cause as NodeJS.ErrnoException;
        const reason = `reconnect failed: ${cause.code ?? cause.message}`;
        observer.problem(reason);
        const answer = cause instanceof AnsweredOtherwise ? cause : undefined;
        if (answer?.status === STAY_AWAY) {
          this.#state = "closed";
          this.onGone(reason);
        } else this.#comeBackLater(Math.max(answer?.retryAfterSeconds ?? 0, this.askedWaitSeconds));
      });
    });
  }
}
