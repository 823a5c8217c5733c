/** One connection of a client, at the service. */
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { resetConnection } from "../../tls/raw-socket.js";
import type { Refusal } from "../delivery/receiving/handling.js";
import type { Peer } from "../delivery/receiving/intake.js";
import type { SentEvent } from "../delivery/receiving/service-intake.js";
import type { Link } from "../delivery/sending/links.js";
import type { RoomEvent } from "../delivery/sending/recipient.js";
import type { Observer } from "../transport.js";
import type { MessageKey } from "./message-signature.js";
import { encodeAck, encodeError, encodeGap, encodeRefusal } from "./messages.js";

/** Close codes of RFC 6455 and of the IANA registry. */
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** Compressed where deflate was negotiated; acks and errors never are: they are too small to gain. */
const EVENT_FRAME = { binary: false };
const SMALL_FRAME = { binary: false, compress: false };

export interface SessionOwner {
  readonly observer: Observer;
  /** Under at-least-once, events are acknowledged, and what is refused for now comes again. */
  readonly acknowledges: boolean;
  /** Answers that wait for a client that does not read are no more than this; events have a limit of their own. */
  readonly mostBufferedBytes: number;
  onMessage(session: Session, data: Buffer, isBinary: boolean): void;
  onClose(session: Session, code: number): void;
}

/** Knows its session, so that its listeners are five functions for all sockets and not as many closures for each. */
export class ServedSocket extends WebSocket {
  session: Session | undefined;
}

function onMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  const session = (this as ServedSocket).session!;
  session.owner.onMessage(session, data as Buffer, isBinary);
}

function onPong(this: WebSocket): void {
  (this as ServedSocket).session!.alive = true;
}

/** ws would answer by itself, however many answers wait already. */
function onPing(this: WebSocket, data: Buffer): void {
  (this as ServedSocket).session!.answerPing(data);
}

function onError(this: WebSocket, error: NodeJS.ErrnoException): void {
  const session = (this as ServedSocket).session!;
  session.lossReason ??= `connection lost: ${error.code ?? error.message}`;
}

function onClose(this: WebSocket, code: number): void {
  const session = (this as ServedSocket).session!;
  session.owner.onClose(session, code);
}

export class Session implements Link, Peer {
  readonly client: number;
  readonly owner: SessionOwner;
  readonly #socket: ServedSocket;
  readonly #stream: Socket;
  /** Present when messages are signed. */
  readonly key: MessageKey | undefined;
  /** Of its token, in Unix time; undefined: it never ends. */
  readonly expiresAtSeconds: number | undefined;
  /** It was told so; its peer has yet to close. */
  hasExpired = false;
  /** A pong came since the last ping. */
  alive = true;
  /** Why the connection was lost, when it is known before it closes. */
  lossReason: string | undefined;
  /** The connection that this one has taken over from, until it is closed. */
  predecessor: Session | undefined;

  constructor(
    socket: ServedSocket,
    stream: Socket,
    about: { client: number; owner: SessionOwner; key: MessageKey | undefined; expiresAtSeconds: number | undefined },
  ) {
    this.#socket = socket;
    this.#stream = stream;
    this.client = about.client;
    this.owner = about.owner;
    this.key = about.key;
    this.expiresAtSeconds = about.expiresAtSeconds;
    socket.session = this;
    socket.on("message", onMessage).on("ping", onPing).on("pong", onPong).on("error", onError).on("close", onClose);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** What it sent before it was cut off may still come out of the parser: it does not count. */
  get isCut(): boolean {
    return this.#stream.destroyed;
  }

  /** Bytes that wait in this process for the client. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** The message goes out as it is: one buffer for all recipients, where messages are not signed. */
  sendEvent({ message }: RoomEvent): void {
    this.#socket.send(this.key === undefined ? message : this.key.sign("to-client", message), EVENT_FRAME);
  }

  sendGap(throughSeq: number): void {
    this.sendText(encodeGap(throughSeq));
  }

  closeSlow(): void {
    this.close(TRY_AGAIN_LATER, "slow consumer: disconnected");
  }

  ack({ index }: SentEvent): void {
    if (this.owner.acknowledges) this.sendText(encodeAck(index));
  }

  refuse({ index }: SentEvent, { reason, retryAfterSeconds }: Refusal): void {
    this.sendText(
      encodeRefusal({
        index,
        reason,
        ...(this.owner.acknowledges && { retryAfterSeconds: retryAfterSeconds ?? null }),
      }),
    );
  }

  replayed(): void {
    this.owner.observer.problem("replayed message");
    this.sendError("this message was received before");
  }

  /** Not asked for again: it would fail again. */
  failed({ index }: SentEvent, error: Error): void {
    this.owner.observer.problem(`the handler failed: ${error.message}`);
    this.sendText(encodeRefusal({ index, reason: "the handler failed" }));
  }

  sendError(reason: string): void {
    this.sendText(encodeError(reason));
  }

  sendText(text: string): void {
    this.#socket.send(this.key === undefined ? text : this.key.sign("to-client", Buffer.from(text)), SMALL_FRAME);
    this.#answered();
  }

  answerPing(data: Buffer): void {
    this.#socket.pong(data);
    this.#answered();
  }

  /** A peer that sends and sends, and reads nothing of what it is answered, costs memory for every message. */
  #answered(): void {
    if (this.bufferedBytes > this.owner.mostBufferedBytes) this.cut("connection lost: it does not read its answers");
  }

  /** Asks for a sign of life; without one since the last time the connection is cut. */
  beat(): void {
    if (!this.isOpen) return;
    if (this.alive) {
      this.alive = false;
      this.#socket.ping();
      return;
    }
    // After a freeze the pong lies in the kernel's buffer: it is read before this.
    setImmediate(() => {
      if (!this.alive) this.cut("connection lost: no answer to the heartbeat");
    });
  }

  expire(): void {
    this.hasExpired = true;
    this.close(POLICY_VIOLATION, "token expired");
  }

  close(code: number, reason: string): void {
    this.lossReason ??= reason;
    this.#socket.close(code, reason);
  }

  /** Without goodbye. */
  cut(reason: string): void {
    this.lossReason = reason;
    this.#socket.terminate();
  }

  /** While a message is handled: it was read whole, because ws hands over no halves, but nothing of it was taken. */
  reset(): void {
    this.lossReason = "connection reset by the service";
    resetConnection(this.#stream);
  }
}
