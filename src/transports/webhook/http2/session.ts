/**
 * One connection of a sender over HTTP/2, as node:http2 has it: many requests at the same time, each a stream with time limits of
 * its own. What the peer did not begin is handed back: to send it again is no second attempt (RFC 9113 section 8.7).
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type Settings,
} from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { resetConnection } from "../../../tls/raw-socket.js";
import type { Failure } from "../../delivery/sending/retry-delay.js";
import { type ConnectOptions, connectSecurely } from "../../secure-connect.js";
import type { Opening } from "../../transport.js";
import { statusLine } from "../taken.js";
import { nameOfCode } from "./error-codes.js";
import type { Post } from "./post.js";
import { postOver, readAnswer, type StreamOwner } from "./stream.js";

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

/** Until a peer has said how many streams it takes: nghttp2 and Go assume so, too. */
const UNTIL_SETTINGS_STREAMS = 100;
const EMPTY = Buffer.alloc(0);
const SETTINGS: Settings = { enablePush: false };

export interface SessionOptions extends ConnectOptions {
  /** Where requests go, as a URL. */
  origin: string;
  /** It serves one request, and ends with its answer. */
  once: boolean;
  maxStreams: number;
  maxAnswerBytes: number;
}

/** What a session tells of its posts and of itself. */
export interface SessionOwner<P extends Post> {
  /** Milliseconds, coarse: for time limits only. */
  readonly coarseNowMs: number;
  opened(opening: Opening): void;
  /** An attempt is about to be handed to a stream. */
  writing(post: P): void;
  /** A whole answer. */
  answered(post: P, body: Buffer): void;
  failed(post: P, failure: Failure): void;
  /** The peer said that it had not begun it. */
  unbegun(post: P): void;
  /** It may have room again, or takes no more: see `room` and `isLeaving`. */
  changed(): void;
  /** It is no more, and owes nothing. */
  gone(session: Session<P>, end: SessionEnd): void;
}

export interface SessionEnd {
  reason: string;
  error: Error | undefined;
  /** It was open, and this side did not want it to end. */
  isLost: boolean;
}

export class Session<P extends Post> implements StreamOwner<P> {
  readonly #owner: SessionOwner<P>;
  readonly #options: SessionOptions;
  readonly #raw: Socket;
  /** In the order in which they began. Answered ones stay until their streams are closed. */
  readonly #posts = new Set<P>();
  /** Until it is being ended. */
  #socket: TLSSocket | undefined;
  #session: ClientHttp2Session | undefined;
  #maxStreams: number;
  /** Of the last stream that the peer began, or may have, once it takes no more. */
  #lastBegun = Number.POSITIVE_INFINITY;
  #isLeaving = false;
  /** This side ends it. */
  #onPurpose = false;
  /** Why it ends. */
  #end: { reason: string; error: Error | undefined } | undefined;
  #isClosed = false;
  #isGone = false;
  /** When it began to connect, and later when its last stream was closed. */
  #idleSinceMs: number;

  constructor(owner: SessionOwner<P>, options: SessionOptions) {
    this.#owner = owner;
    this.#options = options;
    this.#maxStreams = options.once ? 1 : Math.min(options.maxStreams, UNTIL_SETTINGS_STREAMS);
    this.#idleSinceMs = owner.coarseNowMs;
    this.#raw = connectSecurely(options, {
      // In the next turn: a session that is made inside the handshake never hears of a reset that comes at once (Node 20).
      opened: (socket, opening) => setImmediate(() => this.#opened(socket, opening)),
      ended: (reason, error) => this.#ended(reason, error),
    });
  }

  /** How many more requests it takes now. */
  get room(): number {
    return this.isLeaving ? 0 : this.#maxStreams - this.#posts.size;
  }

  /** It takes no further request, ever. node:http2 may have given it up already, and tells of it when the connection is closed. */
  get isLeaving(): boolean {
    return this.#isLeaving || (this.#session !== undefined && (this.#session.closed || this.#session.destroyed));
  }

  /** A request of it is neither answered nor failed. */
  get isBusy(): boolean {
    for (const { isDone } of this.#posts) if (!isDone) return true;
    return false;
  }

  *underWay(): Iterable<P> {
    for (const post of this.#posts) if (!post.isDone) yield post;
  }

  /** To be called while there is room. */
  request(post: P): void {
    post.begin(this.#owner.coarseNowMs, this.#session !== undefined);
    this.#posts.add(post);
    if (this.#options.once) this.#isLeaving = true;
    if (this.#session !== undefined) this.#write(post, this.#session);
  }

  /** Ends what has waited for too long: a stream for its answer, the session for a request or to be connected. */
  expire(busySinceMs: number, idleSinceMs: number): void {
    if (this.#session === undefined) {
      const isLate = this.#raw.connecting && this.#idleSinceMs < busySinceMs; // the handshake has its own limit (TlsClient)
      if (isLate) this.#raw.destroy(new Error("timeout"));
      return;
    }
    for (const post of this.#posts) {
      if (post.sinceMs >= busySinceMs) break;
      this.#fail(post, "timeout", "timeout");
      post.stream?.close(NGHTTP2_CANCEL);
      if (this.#raw.bytesRead === post.bytesBefore) this.#lost("timeout"); // later ones may yet be answered, further ones have another session
    }
    if (this.#posts.size === 0 && this.#idleSinceMs < idleSinceMs) {
      this.#onPurpose = true;
      this.#leave();
      this.#owner.changed();
    }
  }

  /** Ends it on purpose: in order where nothing is under way, else at once. */
  drop(): void {
    this.#onPurpose = true;
    this.#lost("closed");
    if (this.#socket !== undefined && this.#posts.size === 0) this.#leave();
    else if (this.#session === undefined || this.#posts.size > 0) this.#raw.destroy();
  }

  /** Ends it as a broken network would. */
  reset(): void {
    this.#lost("connection dropped");
    resetConnection(this.#raw);
  }

  #opened(socket: TLSSocket, opening: Opening): void {
    if (this.#isClosed || this.#raw.destroyed) return;
    const [first] = this.#posts;
    this.#socket = socket;
    this.#idleSinceMs = this.#owner.coarseNowMs;
    const session = connect(this.#options.origin, { createConnection: () => socket, settings: SETTINGS });
    this.#session = session;
    session.on("remoteSettings", ({ maxConcurrentStreams = Number.POSITIVE_INFINITY }) => {
      if (!this.#options.once) this.#maxStreams = Math.min(this.#options.maxStreams, maxConcurrentStreams);
      this.#owner.changed();
    });
    session.on("goaway", (code, lastStreamId) => this.#goingAway(code, lastStreamId));
    session.on("error", (error: NodeJS.ErrnoException) => this.#lost(error.code ?? error.message, error));
    this.#owner.opened(first === undefined ? opening : { ...opening, index: first.index });
    for (const post of [...this.#posts]) this.#write(post, session);
  }

  #write(post: P, session: ClientHttp2Session): void {
    post.sinceMs = this.#owner.coarseNowMs;
    post.bytesBefore = this.#raw.bytesRead;
    this.#owner.writing(post);
    post.stream = postOver(session, post, this);
  }

  responded(post: P, stream: ClientHttp2Stream, head: IncomingHttpHeaders, flags: number): void {
    if (post.isDone) return;
    post.answer = head;
    if (flags & NGHTTP2_FLAG_END_STREAM) this.#answered(post, EMPTY);
    else readAnswer(stream);
  }

  read(post: P, stream: ClientHttp2Stream, piece: Buffer): void {
    if (post.isDone) return;
    post.answerBytes += piece.length;
    if (post.answerBytes > this.#options.maxAnswerBytes) {
      this.#fail(post, `${statusLine(post)}, body too large`, "other");
      stream.close(NGHTTP2_CANCEL);
    } else if (post.pieces === undefined) post.pieces = [piece];
    else post.pieces.push(piece);
  }

  readToEnd(post: P, stream: ClientHttp2Stream): void {
    if (post.isDone || stream.rstCode !== NGHTTP2_NO_ERROR || this.#isClosed) return;
    const { pieces = [] } = post;
    this.#answered(post, pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
  }

  closed(post: P, stream: ClientHttp2Stream): void {
    this.#posts.delete(post);
    this.#idleSinceMs = this.#owner.coarseNowMs;
    if (!post.isDone) this.#closedEarly(post, stream);
    if (this.#isClosed) this.#tellGone();
    else if (this.#isLeaving) this.#leave();
    this.#owner.changed();
  }

  #closedEarly(post: P, { rstCode, id = 0 }: ClientHttp2Stream): void {
    if (rstCode === NGHTTP2_REFUSED_STREAM || id > this.#lastBegun) {
      post.isDone = true;
      this.#owner.unbegun(post);
    } else if (this.#end !== undefined || this.#session!.destroyed) {
      const isStale = post.onKept && post.answer === undefined;
      this.#fail(post, this.#end?.reason ?? reasonOf(post), isStale ? "stale" : "other");
    } else this.#fail(post, `stream reset: ${nameOfCode(rstCode)}`, "other");
  }

  #answered(post: P, body: Buffer): void {
    post.isDone = true;
    this.#owner.answered(post, body);
  }

  #fail(post: P, reason: string, kind: Failure["kind"]): void {
    if (post.isDone) return;
    post.isDone = true;
    this.#owner.failed(post, { reason, status: 0, kind });
  }

  /** The peer takes no more. What it had begun comes to its end, unless it names an error: then node:http2 ends all of it. */
  #goingAway(code: number, lastStreamId: number): void {
    this.#lastBegun = lastStreamId;
    if (code !== NGHTTP2_NO_ERROR) this.#lost(`connection ended: ${nameOfCode(code)}`);
    this.#leave();
    this.#owner.changed();
  }

  /** Takes no more, and ends when what is under way is done. */
  #leave(): void {
    this.#isLeaving = true;
    const [socket, session] = [this.#socket, this.#session!];
    if (this.#posts.size > 0 || socket === undefined) return;
    this.#socket = undefined;
    if (this.#options.once) this.#onPurpose = true;
    this.#options.tls.endOnceResumable(socket, { end: () => session.close() });
  }

  #lost(reason: string, error?: Error): void {
    this.#end ??= { reason, error };
    this.#isLeaving = true;
  }

  /** The connection is no more. Streams tell of themselves; requests that never had one do not. */
  #ended(reason: string, error: Error | undefined): void {
    this.#lost(reason, error);
    this.#isClosed = true;
    if (this.#session === undefined) {
      const kind = reason === "timeout" ? "timeout" : "other";
      for (const post of this.#posts) this.#fail(post, this.#end!.reason, kind);
      this.#posts.clear();
    }
    this.#tellGone();
  }

  #tellGone(): void {
    if (this.#posts.size > 0 || this.#isGone) return;
    this.#isGone = true;
    const { reason, error } = this.#end!;
    this.#owner.gone(this, { reason, error, isLost: this.#session !== undefined && !this.#onPurpose });
  }
}

/** Of a stream whose session node:http2 has given up. */
const reasonOf = ({ error }: Post): string =>
  error?.code?.startsWith("ERR_HTTP2") ? `HTTP/2: ${error.message}` : (error?.code ?? "connection closed");
