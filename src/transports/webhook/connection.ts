/**
 * One HTTP/1.1 connection of a lean sender: writes requests that are ready-made bytes, one at a time, and reads the
 * answers.
 */
import type { Failure } from "../delivery/sending/retry-delay.js";
import type { Dialler, Line, LineOwner } from "../http1/client-line.js";
import { HttpParser } from "../http1/http-parser.js";
import type { HttpProblem } from "../http1/http-syntax.js";
import type { Opening } from "../transport.js";
import { type JudgeAnswer, statusLine } from "./taken.js";

/** An answer may be a page for people, or the event itself. A receiver that sends more than this is misbehaving. */
const MAX_ANSWER_BYTES = 1024 * 1024;

export const NOTHING = -1;

const EMPTY = Buffer.alloc(0);

export interface ConnectionOwner {
  readonly client: number;
  readonly dialler: Dialler;
  /** Milliseconds, coarse: read at most a few times a second, for time limits only. */
  readonly coarseNowMs: number;
  readonly judge: JudgeAnswer;
  opened(opening: Opening): void;
  /** More came than the answer: its length is wrong, or it is two. The connection is given up. */
  overflowed(): void;
  /** Connected, with no request waiting for it. */
  ready(connection: Connection): void;
  /** The request is about to be written. Called before, as the receiver may have it before `write` returns. */
  writing(index: number): void;
  /** A whole answer; `failure`: the event was not taken. `reusable`: the connection can take another request. */
  answered(connection: Connection, index: number, failure: Failure | null, reusable: boolean): void;
  /** The connection is no more; called once. `index` is the event that it still owed an answer, or NOTHING. */
  gone(connection: Connection, index: number, failure: Failure, end: End): void;
}

export interface End {
  /** The connection was open, and this side did not want it to end: the other side ended it, or nothing came any more. */
  lost: boolean;
  cause?: Error | undefined;
}

export class Connection implements LineOwner {
  readonly #owner: ConnectionOwner;
  readonly #line: Line;
  readonly #parser = new HttpParser("response", MAX_ANSWER_BYTES);
  /** The event whose answer is awaited. */
  #index = NOTHING;
  /** The bytes of the last request, until it has succeeded. */
  #request: Buffer = EMPTY;
  #open = false;
  /** It was open before the request came: its receiver may just be closing it. */
  #wasKept = false;
  /** The last answer said so. */
  #peerEnds = false;
  #gone = false;
  /** When the request was handed in, or when the connection became idle. */
  #sinceMs: number;

  constructor(owner: ConnectionOwner) {
    this.#owner = owner;
    this.#sinceMs = owner.coarseNowMs;
    this.#line = owner.dialler.dial(this, owner.client);
  }

  /** The event whose answer is awaited, or NOTHING. */
  get index(): number {
    return this.#index;
  }

  get wasOpen(): boolean {
    return this.#open;
  }

  /** What failed, for those who must send it again. */
  get lastRequest(): Buffer {
    return this.#request;
  }

  /** Sends a request; to be called on a new connection or an idle one. */
  request(index: number, bytes: Buffer): void {
    this.#index = index;
    this.#sinceMs = this.#owner.coarseNowMs;
    this.#request = bytes;
    this.#wasKept = this.#open;
    if (this.#open) this.#write();
  }

  /** Drops the connection if it has waited too long for an answer or for a request. */
  expire(busySinceMs: number, idleSinceMs: number): void {
    if (this.#index === NOTHING && this.#open) {
      if (this.#sinceMs < idleSinceMs) this.drop("idle");
    } else if (this.#sinceMs < busySinceMs)
      this.#end({ reason: "timeout", status: 0, kind: "timeout" }, { lost: this.#open });
  }

  /** Ends the connection on purpose. */
  drop(reason: string): void {
    this.#end({ reason, status: 0, kind: "other" }, { lost: false });
  }

  /** Ends the connection as a broken network would: the receiver sees a reset, the sender a lost connection. */
  reset(): void {
    this.#line.reset();
    this.lose("connection dropped");
  }

  /** The connection ended, or must, and this side did not want it. */
  lose(reason: string, cause?: Error): void {
    const kind = this.#wasKept && this.#parser.idle ? "stale" : "other";
    this.#end({ reason, status: 0, kind }, { lost: this.#open, cause });
  }

  #end(failure: Failure, end: End): void {
    if (this.#gone) return;
    this.#gone = true;
    if (end.lost) this.#line.destroy();
    else this.#line.leave(this.#peerEnds);
    this.#owner.gone(this, this.#index, failure, end);
  }

  onOpen(opening: Opening): void {
    this.#open = true;
    if (this.#index !== NOTHING) opening.index = this.#index;
    this.#owner.opened(opening);
    if (this.#index === NOTHING) this.#owner.ready(this);
    else this.#write();
  }

  #write(): void {
    this.#owner.writing(this.#index);
    this.#line.write(this.#request);
  }

  onRead(buffer: Buffer, length: number): boolean {
    if (this.#gone) return false;
    if (this.#index === NOTHING) {
      this.lose("bytes without a request");
      return false;
    }
    const read = this.#parser.parse(buffer, 0, length);
    if (this.#parser.problem !== null) this.lose(`bad answer: ${this.#flaw(this.#parser.problem)}`);
    else if (this.#parser.done) {
      if (read < length) this.#owner.overflowed();
      this.#answered(read === length);
    }
    return !this.#gone;
  }

  /** What is too long may be a page that tells of an error: its head says more than its length. */
  #flaw(problem: HttpProblem): string {
    return problem === "body too large" ? `${statusLine(this.#parser.head)}, body too large` : problem;
  }

  /** Of a server that closes: the end of a body without a length, or of the connection. */
  onEnd(): void {
    if (this.#gone) return;
    this.#parser.end();
    if (this.#parser.done) this.#answered(false);
    else this.lose("connection closed");
  }

  #answered(reusable: boolean): void {
    const { head, body } = this.#parser;
    const { keepAlive } = head;
    this.#peerEnds = !keepAlive;
    const failure = this.#owner.judge(head, body);
    const index = this.#index;
    this.#parser.reset();
    this.#index = NOTHING;
    if (failure === null) this.#request = EMPTY;
    this.#sinceMs = this.#owner.coarseNowMs;
    this.#owner.answered(this, index, failure, reusable && keepAlive);
  }
}
