/**
 * Reads one HTTP/1.1 message after another from a connection, however its bytes are split, on either side: answers for
 * senders, requests for endpoints. A message that lies whole in one read is not copied.
 *
 *   let offset = 0;
 *   while (offset < end) {
 *     offset = parser.parse(bytes, offset, end);
 *     if (parser.problem) …            // the connection is beyond repair
 *     if (parser.done) { …use parser.head and parser.body…; parser.reset(); }
 *   }
 *
 * `head` and `body` may be views of `bytes`: they hold until `reset`, or until `bytes` is written to again. A body that does
 * not end for a long time can be had in pieces, as it comes: see BodyPieces.
 */
import { GrowingBuffer } from "../growing-buffer.js";
import { HttpHead } from "./http-head.js";
import { CR, type HttpProblem, LF, MAX_HEAD_BYTES } from "./http-syntax.js";

const MAX_CHUNK_LINE_BYTES = 256;
const EMPTY = Buffer.alloc(0);
/** Size and extensions; more than 8 hex digits is more than any limit here. */
const CHUNK_LINE = /^([0-9a-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const TRAILER_LINE = /^[!#$%&'*+\-.^_`|~0-9a-z]+:[\t\x20-\x7e\x80-\xff]*$/i;

export interface HttpParserOptions {
  /** 101 Switching Protocols was asked for: it ends the message, and other bytes than HTTP follow. */
  upgrade?: boolean;
  pieces?: BodyPieces;
}

/** Takes bodies in pieces, each no longer than the read that it came in; `body` stays empty then. */
export interface BodyPieces {
  /** Asked once the head is there. No limit holds for what is taken in pieces. */
  wantsPieces(head: HttpHead): boolean;
  /** bytes[from, to) */
  onPiece(bytes: Buffer, from: number, to: number): void;
}

type State = "head" | "length" | "chunk size" | "chunk data" | "chunk end" | "trailers" | "until close";

export class HttpParser {
  readonly head: HttpHead;
  readonly #role: "request" | "response";
  readonly #maxBodyBytes: number;
  readonly #upgrade: boolean;
  /** Whoever may want pieces, and whoever gets those of this body. */
  readonly #pieceTaker: BodyPieces | undefined;
  #taker: BodyPieces | undefined;
  /** A whole message was read. */
  done = false;
  problem: HttpProblem | null = null;
  body: Buffer = EMPTY;

  #state: State = "head";
  /** Of the body, or of the chunk being read. */
  #expected = 0;
  #filled = 0;
  /** Of a body that comes in chunks or until the end. */
  #pieces: GrowingBuffer | null = null;
  /** The chunk size or trailer line being read, and the bytes of all lines since the count was last cleared. */
  #line = "";
  #lineBytes = 0;
  /** #line is whole. To look at its end for every byte that comes would copy it every time. */
  #lineRead = false;

  constructor(role: "request" | "response", maxBodyBytes: number, { upgrade = false, pieces }: HttpParserOptions = {}) {
    this.#role = role;
    this.#maxBodyBytes = maxBodyBytes;
    this.#upgrade = upgrade;
    this.#pieceTaker = pieces;
    this.head = new HttpHead(role);
  }

  /** Whether the connection is between two messages. */
  get idle(): boolean {
    return this.#state === "head" && !this.done && this.head.empty;
  }

  /** Of the message that is being read. */
  get bodyBytesRead(): number {
    return this.#state === "length" ? this.#filled : (this.#pieces?.length ?? 0);
  }

  /** Makes ready for the next message. */
  reset(): void {
    this.head.reset();
    this.done = false;
    this.body = EMPTY;
    this.#state = "head";
    this.#filled = 0;
    this.#pieces = null;
    this.#line = "";
    this.#lineBytes = 0;
  }

  /** Reads bytes[offset, end) until a message is done, a problem is found or all is read. Returns where it stopped. */
  parse(bytes: Buffer, offset: number, end: number): number {
    let at = offset;
    while (at < end && !this.done && this.problem === null) at = this.#step(bytes, at, end);
    if (this.head.complete && !this.done) this.head.keep();
    return at;
  }

  /** The peer ended the connection: ends a body that lasts until then, and cuts any other message short. */
  end(): void {
    if (this.#state === "until close") this.#finishPieces();
    else if (!this.idle && !this.done) this.problem ??= "cut short";
  }

  #step(bytes: Buffer, at: number, end: number): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(bytes, at, end);
      case "length":
        return this.#readLength(bytes, at, end);
      case "chunk size":
        return this.#readChunkSize(bytes, at, end);
      case "chunk data":
        return this.#readChunkData(bytes, at, end);
      case "chunk end":
        return this.#readChunkEnd(bytes, at);
      case "trailers":
        return this.#readTrailer(bytes, at, end);
      case "until close":
        return this.#keepPiece(bytes, at, end);
    }
  }

  #finishPieces(): void {
    this.#finish(this.#pieces?.bytes ?? EMPTY);
  }

  #finish(body: Buffer): void {
    this.body = body;
    this.done = true;
  }

  #readHead(bytes: Buffer, at: number, end: number): number {
    const { head } = this;
    const next = head.read(bytes, at, end);
    this.problem = head.problem;
    if (!head.complete) return next;
    if (head.status === 101) {
      if (this.#upgrade) this.#finish(EMPTY);
      else this.problem = "unexpected upgrade";
    } else if (head.status >= 100 && head.status < 200)
      head.reset(); // an interim answer: the one that counts follows
    else if (head.status === 204 || head.status === 304) this.#finish(EMPTY);
    else this.#beginBody(head);
    return next;
  }

  #beginBody(head: HttpHead): void {
    if (this.#pieceTaker !== undefined) this.#taker = this.#pieceTaker.wantsPieces(head) ? this.#pieceTaker : undefined;
    if (head.chunked) this.#state = "chunk size";
    else if (head.contentLength > this.#maxBodyBytes && this.#taker === undefined) this.problem = "body too large";
    else if (head.contentLength > 0) {
      this.#state = "length";
      this.#expected = head.contentLength;
    } else if (head.contentLength === 0 || this.#role === "request") this.#finish(EMPTY);
    else {
      this.#state = "until close";
      head.keepAlive = false;
    }
  }

  #readLength(bytes: Buffer, at: number, end: number): number {
    const next = Math.min(at + this.#expected - this.#filled, end);
    if (this.#taker !== undefined) {
      this.#filled += next - at;
      this.done = this.#filled === this.#expected;
      this.#taker.onPiece(bytes, at, next);
      return next;
    }
    if (next - at === this.#expected) {
      this.#finish(bytes.subarray(at, next));
      return next;
    }
    if (this.#filled === 0) this.body = Buffer.allocUnsafe(this.#expected);
    bytes.copy(this.body, this.#filled, at, next);
    this.#filled += next - at;
    if (this.#filled === this.#expected) this.done = true;
    return next;
  }

  #readChunkSize(bytes: Buffer, at: number, end: number): number {
    const next = this.#readLine(bytes, at, end, MAX_CHUNK_LINE_BYTES, "bad chunk");
    if (!this.#lineRead || this.problem !== null) return next;
    const size = CHUNK_LINE.exec(this.#line.slice(0, -2))?.[1];
    this.#line = "";
    this.#lineBytes = 0;
    if (size === undefined) this.problem = "bad chunk";
    else {
      this.#expected = Number.parseInt(size, 16);
      this.#filled = 0;
      this.#state = this.#expected === 0 ? "trailers" : "chunk data";
      const bodyBytes = (this.#pieces?.length ?? 0) + this.#expected;
      if (this.#taker === undefined && bodyBytes > this.#maxBodyBytes) this.problem = "body too large";
    }
    return next;
  }

  #readChunkData(bytes: Buffer, at: number, end: number): number {
    const next = this.#keepPiece(bytes, at, Math.min(at + this.#expected - this.#filled, end));
    this.#filled += next - at;
    if (this.#filled === this.#expected) {
      this.#state = "chunk end";
      this.#filled = 0;
    }
    return next;
  }

  /** CR and LF, one byte at a time; #filled says which is next. */
  #readChunkEnd(bytes: Buffer, at: number): number {
    if (bytes[at] !== (this.#filled === 0 ? CR : LF)) this.problem = "bad chunk";
    if (this.#filled++ === 1) this.#state = "chunk size";
    return at + 1;
  }

  /** Trailers are checked and dropped: nothing here uses them. */
  #readTrailer(bytes: Buffer, at: number, end: number): number {
    const next = this.#readLine(bytes, at, end, MAX_HEAD_BYTES, "head too large");
    if (!this.#lineRead || this.problem !== null) return next;
    if (this.#line === "\r\n") this.#finishPieces();
    else if (!TRAILER_LINE.test(this.#line.slice(0, -2))) this.problem = "bad header";
    this.#line = "";
    return next;
  }

  /** Adds to #line up to and including the next LF. */
  #readLine(bytes: Buffer, at: number, end: number, maxBytes: number, tooLong: HttpProblem): number {
    const lineFeed = bytes.subarray(at, end).indexOf(LF);
    const next = lineFeed === -1 ? end : at + lineFeed + 1;
    this.#line += bytes.toString("latin1", at, next);
    this.#lineBytes += next - at;
    this.#lineRead = lineFeed !== -1;
    if (this.#lineBytes > maxBytes) this.problem = tooLong;
    else if (this.#lineRead && !this.#line.endsWith("\r\n")) this.problem = "bare line feed";
    return next;
  }

  #keepPiece(bytes: Buffer, at: number, end: number): number {
    if (this.#taker !== undefined) {
      this.#taker.onPiece(bytes, at, end);
      return end;
    }
    this.#pieces ??= new GrowingBuffer();
    if (this.#pieces.length + end - at > this.#maxBodyBytes) this.problem = "body too large";
    else this.#pieces.append(bytes, at, end);
    return end;
  }
}
